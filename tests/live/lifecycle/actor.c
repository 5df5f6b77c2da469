// SPDX-License-Identifier: Apache-2.0
// Acts out one container of a script. ACTOR has parts divided by ';', times in milliseconds:
//   exit=AFTER:CODE,…  how successive runs end   stop=AFTER:CODE | stop=never  on SIGTERM
//   healthy=AFTER  unhealthy=AFTER  oom=AFTER
// "actor" is the container's program, "actor health" its health command.
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static const char* const started_file = "/started";
static const char* const runs_file = "/runs";

static long now_ms(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static const char* part(const char* name) {
  const char* at = getenv("ACTOR");
  const size_t length = strlen(name);
  while (at != NULL && *at != '\0') {
    if (strncmp(at, name, length) == 0 && at[length] == '=') return at + length + 1;
    at = strchr(at, ';');
    if (at != NULL) ++at;
  }
  return NULL;
}

static long part_ms(const char* name, long otherwise) {
  const char* value = part(name);
  return value == NULL ? otherwise : atol(value);
}

static long read_number(const char* path, long otherwise) {
  FILE* file = fopen(path, "r");
  if (file == NULL) return otherwise;
  long number = otherwise;
  if (fscanf(file, "%ld", &number) != 1) number = otherwise;
  fclose(file);
  return number;
}

static void write_number(const char* path, long number) {
  FILE* file = fopen(path, "w");
  if (file == NULL) return;
  fprintf(file, "%ld\n", number);
  fclose(file);
}

static int health(void) {
  const long age = now_ms() - read_number(started_file, 0);
  const long until = part_ms("unhealthy", -1);
  return age >= part_ms("healthy", 0) && (until < 0 || age < until) ? 0 : 1;
}

/// The end of the run'th run: AFTER:CODE, or nothing.
static const char* exit_of(long run) {
  const char* at = part("exit");
  for (; at != NULL && run > 0; --run) {
    at += strcspn(at, ",;");
    at = *at == ',' ? at + 1 : NULL;
  }
  return at;
}

static void sleep_until(long moment) {
  const long left = moment - now_ms();
  if (left <= 0) return;
  const struct timespec time = {left / 1000, left % 1000 * 1000000};
  nanosleep(&time, NULL);
}

static int code_of(const char* end) {
  const char* colon = end == NULL ? NULL : strchr(end, ':');
  return colon == NULL ? 0 : atoi(colon + 1);
}

static void grow_until_killed(void) {
  for (;;) {
    char* piece = malloc(1 << 20);
    if (piece != NULL) memset(piece, 1, 1 << 20);
  }
}

static int act(void) {
  const long start = now_ms();
  const long run = read_number(runs_file, 0);
  write_number(runs_file, run + 1);
  write_number(started_file, start);
  const char* end = exit_of(run);
  const long oom = part_ms("oom", -1);
  const long moment = oom >= 0 ? start + oom : end != NULL ? start + atol(end) : -1;
  sigset_t stop;
  sigemptyset(&stop);
  sigaddset(&stop, SIGTERM);
  sigprocmask(SIG_BLOCK, &stop, NULL);
  for (;;) {
    const long left = moment < 0 ? 1000 : moment - now_ms();
    if (left <= 0) break;
    const struct timespec time = {left / 1000, left % 1000 * 1000000};
    if (sigtimedwait(&stop, NULL, &time) != SIGTERM) continue;
    const char* how = part("stop");
    if (how != NULL && strncmp(how, "never", 5) == 0) continue;
    if (how == NULL) return 143;
    sleep_until(now_ms() + atol(how));
    return code_of(how);
  }
  if (oom >= 0) grow_until_killed();
  return code_of(end);
}

int main(int argc, char** argv) {
  return argc > 1 && strcmp(argv[1], "health") == 0 ? health() : act();
}
