/* SPDX-License-Identifier: Apache-2.0
 *
 * gonogo-exec COMMAND [ARGUMENT ...]: runs a command inside a container so that nothing of it stays.
 *
 * Killing the process that asked for an exec leaves the command and its children running, and killing
 * a process group spares children that made a session of their own. So this helper becomes the reaper
 * of all that the command starts (PR_SET_CHILD_SUBREAPER), and when the command has ended, or when
 * SIGTERM comes, kills every descendant that is left.
 *
 * gonogo-exec --hold: the first process of a PID namespace that several containers share. It does
 * nothing but take in the processes that nobody waits for.
 *
 * Status: the command's own, 128 + N when signal N killed it, 126 or 127 when it can't be executed or
 * found, 137 after SIGTERM. Linked statically: it runs on other people's root file systems.
 *
 * gonogo-exec --contain FD COMMAND …: the same for a container where no PID namespace may be made. It
 * dies with its parent, passes every signal on to the command except SIGRTMAX, which ends all of it,
 * and ends the way the command ended. FD is closed when the command runs; errno is written to it when
 * it can't be executed.
 *
 * gonogo-exec --guard COMMAND …: for a command of the person's own, on the host. What it leaves running
 * when it has ended is meant to run. But when SIGTERM comes all of it gets that, too, and 400 ms later
 * SIGKILL; and SIGKILL at once when its parent is gone. */
#define _GNU_SOURCE
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { most_processes = 8192, rounds = 400 };

struct process {
  pid_t pid;
  pid_t parent;
};

static pid_t parent_of(pid_t pid) {
  char path[64];
  char line[512];
  snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
  FILE *file = fopen(path, "r");
  if (file == NULL) return 0;
  size_t size = fread(line, 1, sizeof line - 1, file);
  fclose(file);
  line[size] = '\0';
  /* The name, in parentheses, may hold anything, blanks and parentheses too: count from the last one. */
  const char *end = strrchr(line, ')');
  int parent = 0;
  if (end == NULL || sscanf(end + 1, " %*c %d", &parent) != 1) return 0;
  return parent;
}

static int list_processes(struct process *all) {
  int count = 0;
  DIR *folder = opendir("/proc");
  if (folder == NULL) return 0;
  for (struct dirent *entry; count < most_processes && (entry = readdir(folder)) != NULL;) {
    if (!isdigit((unsigned char)entry->d_name[0])) continue;
    all[count].pid = (pid_t)atoi(entry->d_name);
    all[count].parent = parent_of(all[count].pid);
    ++count;
  }
  closedir(folder);
  return count;
}

static int descends_from(const struct process *all, int count, pid_t pid, pid_t ancestor) {
  for (int depth = 0; depth < 64 && pid > 1; ++depth) {
    pid_t parent = 0;
    for (int i = 0; i < count; ++i)
      if (all[i].pid == pid) parent = all[i].parent;
    if (parent == ancestor) return 1;
    pid = parent;
  }
  return 0;
}

static struct process all[most_processes];

static void signal_descendants(int number) {
  const int count = list_processes(all);
  for (int i = 0; i < count; ++i)
    if (descends_from(all, count, all[i].pid, getpid())) kill(all[i].pid, number);
}

static void kill_descendants(void) {
  /* Bounded: a fork bomb that outruns this ends with its container. */
  for (int round = 0; round < rounds; ++round) {
    signal_descendants(SIGKILL);
    for (;;) {
      const pid_t reaped = waitpid(-1, NULL, WNOHANG);
      if (reaped < 0 && errno == ECHILD) return;
      if (reaped <= 0) break;
    }
    nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
  }
}

/* 400 ms at most. */
static void await_children(void) {
  for (int turn = 0; turn < 80; ++turn) {
    while (waitpid(-1, NULL, WNOHANG) > 0) continue;
    if (errno == ECHILD) return;
    nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
  }
}

static void execute(char **command, const sigset_t *mask, int report) {
  /* Whoever kills the helper must not leave the command behind. */
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigprocmask(SIG_SETMASK, mask, NULL);
  setsid();
  execvp(command[0], command);
  const int error = errno;
  if (report >= 0)
    write(report, &error, sizeof error);
  else
    fprintf(stderr, "%s: %s\n", command[0], strerror(error));
  _exit(error == ENOENT ? 127 : 126);
}

static void hold(void) {
  signal(SIGCHLD, SIG_IGN); /* the kernel then reaps them itself */
  for (;;) pause();
}

/* With no right to end by that signal (a core to write, a mask) the status says it. */
static int end_as(int status) {
  if (!WIFSIGNALED(status)) return WEXITSTATUS(status);
  const int number = WTERMSIG(status);
  sigset_t only;
  setrlimit(RLIMIT_CORE, &(struct rlimit){0, 0});
  signal(number, SIG_DFL);
  sigemptyset(&only);
  sigaddset(&only, number);
  kill(getpid(), number);
  sigprocmask(SIG_UNBLOCK, &only, NULL);
  return 128 + number;
}

static void choose_signals(int contained, sigset_t *waited) {
  if (contained) {
    sigfillset(waited);
    prctl(PR_SET_PDEATHSIG, SIGRTMAX);
    return;
  }
  sigemptyset(waited);
  sigaddset(waited, SIGCHLD);
  sigaddset(waited, SIGTERM);
}

int main(int argc, char **argv) {
  const int contained = argc > 2 && strcmp(argv[1], "--contain") == 0;
  const int guarding = argc > 2 && strcmp(argv[1], "--guard") == 0;
  const int report = contained ? atoi(argv[2]) : -1;
  char **words = argv + 1 + 2 * contained + guarding;
  const int end_all = contained || guarding ? SIGRTMAX : SIGTERM;
  if (argc < 2 || words[0] == NULL) return 125;
  if (strcmp(argv[1], "--hold") == 0 && getpid() == 1) hold();
  sigset_t waited;
  sigset_t before;
  choose_signals(contained || guarding, &waited);
  sigprocmask(SIG_BLOCK, &waited, &before);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  if (report >= 0) fcntl(report, F_SETFD, FD_CLOEXEC);

  const pid_t command = fork();
  if (command < 0) return 125;
  if (command == 0) execute(words, &before, report);
  if (report >= 0) close(report);

  for (;;) {
    int number = 0;
    if (sigwait(&waited, &number) != 0) continue;
    if (number == end_all) {
      kill_descendants();
      return contained ? end_as(SIGKILL) : 137;
    }
    if (guarding && number == SIGTERM) {
      signal_descendants(SIGTERM);
      await_children();
      kill_descendants();
      return 128 + SIGTERM;
    }
    if (number != SIGCHLD) {
      kill(command, number);
      continue;
    }
    int status = 0;
    for (pid_t reaped; (reaped = waitpid(-1, &status, WNOHANG)) > 0;) {
      if (reaped != command) continue;
      if (guarding) return end_as(status);
      kill_descendants();
      if (contained) return end_as(status);
      return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
    }
  }
}
