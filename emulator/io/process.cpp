// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/process.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

enum class Stage : int { parent_gone, cgroup, folder, streams, execute };

struct Failure {
  Stage stage = Stage::execute;
  int number = 0;
};

/// All that the child needs, made before the fork: after it only async-signal-safe calls are
/// allowed, since another thread may have held any lock.
struct Launch {
  const SpawnSpec& spec;
  std::string program;
  std::vector<std::string> before{};  ///< words before its own
  std::vector<std::string> variables{};
  std::vector<char*> argv{};
  std::vector<char*> envp{};
  std::vector<Descriptor> owned{};  ///< opened only for the child
  int streams[3] = {-1, -1, -1};
  int report = -1;
  pid_t parent = 0;
  int highest_descriptor = 0;
};

bool is_program(const Path& path) {
  struct stat facts {};
  return stat(path.c_str(), &facts) == 0 && S_ISREG(facts.st_mode) &&
         access(path.c_str(), X_OK) == 0;
}

std::optional<Path> find_on(const std::string& folders, const std::string& name) {
  if (name.empty()) return std::nullopt;
  if (name.find('/') != std::string::npos)
    return is_program(name) ? std::optional<Path>(name) : std::nullopt;
  for (const std::string& folder : split(folders, ':')) {
    const Path path = Path(folder.empty() ? "." : folder) / name;
    if (is_program(path)) return path;
  }
  return std::nullopt;
}

std::string search_path() {
  const char* folders = std::getenv("PATH");
  return folders != nullptr ? folders : "/usr/local/bin:/usr/bin:/bin";
}

Error cannot_execute(const std::string& program, int number) {
  Error error = system_error("cannot-execute", "cannot execute " + program, number);
  if (number == ENOENT) error.hint = "install it, or correct PATH or the name";
  return error;
}

// The program as execve gets it. A name with a slash is taken as it is, from the child's folder.
Result<std::string> program_of(const SpawnSpec& spec) {
  if (spec.argv.empty() || spec.argv[0].empty()) return fail(cannot_execute("nothing", EINVAL));
  const std::string& name = spec.argv[0];
  if (name.find('/') != std::string::npos) return name;
  std::string folders = search_path();
  if (spec.environment) {
    const auto own = spec.environment->find("PATH");
    if (own != spec.environment->end()) folders = own->second;
  }
  const auto found = find_on(folders, name);
  if (!found) return fail(cannot_execute(name, ENOENT));
  return std::filesystem::absolute(*found).string();
}

// What can't be executed is told by whoever tries it: that must not be the guard.
void put_under_guard(Launch& launch) {
  const SpawnSpec& spec = launch.spec;
  if (!spec.guard.is_absolute() || !is_program(spec.guard) || !is_program(spec.folder / launch.program)) return;
  launch.program = spec.guard.string();
  launch.before = {launch.program, "--guard"};
}

void list_strings(Launch& launch) {
  for (std::string& word : launch.before) launch.argv.push_back(word.data());
  for (const std::string& word : launch.spec.argv)
    launch.argv.push_back(const_cast<char*>(word.c_str()));
  launch.argv.push_back(nullptr);
  if (!launch.spec.environment) return;
  for (const auto& [name, value] : *launch.spec.environment)
    launch.variables.push_back(name + "=" + value);
  for (std::string& variable : launch.variables) launch.envp.push_back(variable.data());
  launch.envp.push_back(nullptr);
}

// dup2 onto 0, 1 and 2 must not overwrite a descriptor that is still to be copied: each comes from
// above them.
Result<Done> open_streams(Launch& launch) {
  const int wanted[3] = {launch.spec.in, launch.spec.out, launch.spec.err};
  for (int i = 0; i < 3; ++i) {
    Descriptor null(wanted[i] < 0 ? open("/dev/null", O_RDWR | O_CLOEXEC) : -1);
    const int source = wanted[i] < 0 ? null.get() : wanted[i];
    Descriptor copy(fcntl(source, F_DUPFD_CLOEXEC, 3));
    if (!copy) return fail(system_error("cannot-execute", "cannot hand on a stream", errno));
    launch.streams[i] = copy.get();
    launch.owned.push_back(std::move(copy));
  }
  return Done{};
}

int highest_descriptor() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return 1024;
  return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65'536));
}

// --- From here to run_child: only async-signal-safe calls.

[[noreturn]] void give_up(int report, Stage stage) {
  const Failure failure{stage, errno};
  // Nobody is left to tell when even this fails.
  [[maybe_unused]] const ssize_t ignored = write(report, &failure, sizeof failure);
  _exit(127);
}

void reset_signals() {
  struct sigaction normal {};
  normal.sa_handler = SIG_DFL;
  for (int number = 1; number < NSIG; ++number) sigaction(number, &normal, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

// Other threads and libraries may have opened anything meanwhile, with or without close-on-exec.
void close_others_on_exec(const Launch& launch) {
  if (close_range(3, ~0U, CLOSE_RANGE_CLOEXEC) != 0)
    for (int number = 3; number < launch.highest_descriptor; ++number)
      fcntl(number, F_SETFD, FD_CLOEXEC);
  for (const int number : launch.spec.keep) fcntl(number, F_SETFD, 0);
}

[[noreturn]] void run_child(const Launch& launch) {
  reset_signals();
  if (launch.spec.new_group) setpgid(0, 0);
  if (launch.spec.die_with_parent) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    // 0: the parent is in another PID namespace. Else it may have died before the line above.
    const pid_t parent = getppid();
    if (parent != launch.parent && parent != 0) give_up(launch.report, Stage::parent_gone);
  }
  for (const int members : launch.spec.cgroups)
    if (write(members, "0", 1) != 1) give_up(launch.report, Stage::cgroup);
  if (!launch.spec.folder.empty() && chdir(launch.spec.folder.c_str()) != 0)
    give_up(launch.report, Stage::folder);
  for (int i = 0; i < 3; ++i)
    if (dup2(launch.streams[i], i) < 0) give_up(launch.report, Stage::streams);
  close_others_on_exec(launch);
  execve(launch.program.c_str(), launch.argv.data(),
         launch.spec.environment ? launch.envp.data() : environ);
  give_up(launch.report, Stage::execute);
}

// --- Back in the parent.

// _Fork runs no atfork handlers, which might wait for a lock of another thread. No handler of this
// process may run in the child before reset_signals.
pid_t fork_child(const Launch& launch) {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = _Fork();
  if (pid == 0) run_child(launch);
  const int number = errno;
  pthread_sigmask(SIG_SETMASK, &before, nullptr);
  errno = number;
  return pid;
}

Error failure_of(const Failure& failure, const Launch& launch) {
  if (failure.stage == Stage::folder)
    return system_error("cannot-execute", "cannot enter " + launch.spec.folder.string(),
                        failure.number);
  if (failure.stage == Stage::execute) return cannot_execute(launch.program, failure.number);
  return system_error("cannot-execute", "cannot prepare " + launch.program, failure.number);
}

// The pipe closes by itself when execve succeeds.
std::optional<Failure> await_exec(int pipe) {
  Failure failure;
  ssize_t count = read(pipe, &failure, sizeof failure);
  while (count < 0 && errno == EINTR) count = read(pipe, &failure, sizeof failure);
  if (count == static_cast<ssize_t>(sizeof failure)) return failure;
  return std::nullopt;
}

}  // namespace

ExitStatus exit_status_of(int wait_status) {
  if (WIFSIGNALED(wait_status)) return {.signal = WTERMSIG(wait_status)};
  return {.code = WEXITSTATUS(wait_status)};
}

Result<Child> spawn(const SpawnSpec& spec) {
  auto program = program_of(spec);
  if (!program) return fail(program.error());
  Launch launch{.spec = spec, .program = std::move(*program)};
  put_under_guard(launch);
  list_strings(launch);
  if (auto opened = open_streams(launch); !opened) return fail(opened.error());
  int ends[2] = {-1, -1};
  if (pipe2(ends, O_CLOEXEC) != 0)
    return fail(system_error("cannot-execute", "cannot make a pipe", errno));
  const Descriptor reading(ends[0]);
  Descriptor writing(fcntl(ends[1], F_DUPFD_CLOEXEC, 3));
  close(ends[1]);
  launch.report = writing.get();
  launch.parent = getpid();
  launch.highest_descriptor = highest_descriptor();
  const pid_t pid = fork_child(launch);
  if (pid < 0) return fail(system_error("cannot-execute", "cannot start a process", errno));
  writing.close();
  if (const auto failure = await_exec(reading.get())) {
    waitpid(pid, nullptr, 0);
    return fail(failure_of(*failure, launch));
  }
  Child child{.pid = pid, .handle = Descriptor(static_cast<int>(syscall(SYS_pidfd_open, pid, 0)))};
  if (child.handle) return child;
  const int number = errno;
  kill(spec.new_group ? -pid : pid, SIGKILL);
  waitpid(pid, nullptr, 0);
  return fail(system_error("cannot-execute", "cannot watch a process", number));
}

std::optional<Path> find_program(const std::string& name) { return find_on(search_path(), name); }

}  // namespace gonogo
