// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/launch.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <string>
#include <vector>

#include "emulator/io/process.h"
#include "emulator/io/user_namespace.h"

namespace gonogo {
namespace {

constexpr int lowest_spare = 64;  // above every number that a child finds its things under

// Between clone3 and execve another thread's locks may be held for ever: only async-signal-safe calls.
[[noreturn]] void become(const char* const* argv, const int* wanted, int count, int log) {
  setsid();  // a terminal's signals are for whoever started this
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (int signal = 1; signal < SIGRTMIN; ++signal) ::signal(signal, SIG_DFL);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, 0);
  dup2(log, 1);
  dup2(log, 2);
  // `wanted` were moved out of the way beforehand, so that no number is overwritten before its use.
  for (int i = 0; i < count; ++i)
    if (wanted[i] >= 0) dup2(wanted[i], inherited::control + i);
  close_range(static_cast<unsigned>(inherited::control + count), ~0U, 0);
  const char* const environment[] = {"PATH=/usr/sbin:/usr/bin:/sbin:/bin", nullptr};
  execve(argv[0], const_cast<char* const*>(argv), const_cast<char* const*>(environment));
  _exit(127);
}

long clone_with_namespaces(int& pidfd) {
  clone_args arguments{};
  arguments.flags = CLONE_NEWPID | CLONE_NEWNS | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS |
                    CLONE_PIDFD;
  arguments.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
  arguments.exit_signal = SIGCHLD;
  return syscall(SYS_clone3, &arguments, sizeof arguments);
}

Result<Done> mount_at(const char* source, const char* target, const char* type, unsigned long flags,
                      const char* data) {
  if (mount(source, target, type, flags, data) == 0) return Done{};
  return fail(system_error("no-rights", std::string("mount ") + type + " on " + target, errno));
}

// Whoever starts a thread in mysqld spins until it runs, and the thread until it may (IB_thread::start, log_t's
// threads): with every processor taken, each spins away its whole turn (docs/decisions.md has what that costs).
// Kernels before 6.12 ignore a turn's length.
void take_short_turns() {
  struct {  // sched_attr of linux/sched/types.h, which Debian 12's sched.h can't stand
    std::uint32_t size = 48;
    std::uint32_t policy = SCHED_OTHER;
    std::uint64_t flags = 0;
    std::int32_t nice = getpriority(PRIO_PROCESS, 0);
    std::uint32_t priority = 0;
    std::uint64_t runtime = 100'000;  // nanoseconds, the shortest
    std::uint64_t deadline = 0;
    std::uint64_t period = 0;
  } attributes;
  syscall(SYS_sched_setattr, 0, &attributes, 0);
}

Error not_entered(const std::string& what) { return system_error("no-rights", what, errno); }

Result<struct statx> mount_of(int folder) {
  struct statx found{};
  if (statx(folder, "", AT_EMPTY_PATH, STATX_INO | STATX_MNT_ID, &found) == 0) return found;
  return fail(not_entered("look at /"));
}

// In a chroot "/" is not the root of the mount namespace, and whoever joins one stands at its root: crun's exec would
// look outside of its container. What is "/" here becomes the root of this world's namespace.
Result<Done> take_root() {
  constexpr int folder = O_PATH | O_DIRECTORY | O_CLOEXEC;
  const Descriptor here(open("/", folder));
  const Descriptor working(open(".", folder));
  const Descriptor self(static_cast<int>(syscall(SYS_pidfd_open, getpid(), 0)));
  if (setns(self.get(), CLONE_NEWNS) != 0) return fail(not_entered("join the own mount namespace"));
  if (auto done = mount_at("none", "/", "none", MS_REC | MS_SLAVE, nullptr); !done) return done;
  const auto wanted = mount_of(here.get());
  const auto root = mount_of(Descriptor(open("/", folder)).get());
  if (!wanted) return fail(wanted.error());
  if (!root) return fail(root.error());
  if (wanted->stx_mnt_id == root->stx_mnt_id && wanted->stx_ino == root->stx_ino) {
    if (fchdir(working.get()) != 0) return fail(not_entered("go back to the working folder"));
    return Done{};
  }
  const Descriptor tree(
      open_tree(here.get(), "", AT_EMPTY_PATH | AT_RECURSIVE | OPEN_TREE_CLONE | OPEN_TREE_CLOEXEC));
  if (move_mount(tree.get(), "", AT_FDCWD, "/", MOVE_MOUNT_F_EMPTY_PATH) != 0 ||
      fchdir(tree.get()) != 0 || syscall(SYS_pivot_root, ".", ".") != 0 ||
      umount2(".", MNT_DETACH) != 0 || chdir("/") != 0)
    return fail(not_entered("make / the root of the environment"));
  return Done{};
}

// So that no container can write to it, crun starts a second time from a copy of itself, half of what its start costs,
// unless it is on something read-only (crun: src/libcrun/cloned_binary.c, is_self_cloned). What fails here costs time
// only: it copies.
void mount_crun_read_only() {
  const auto crun = find_program("crun");
  if (!crun || mount(crun->c_str(), crun->c_str(), nullptr, MS_BIND, nullptr) != 0) return;
  mount_attr read_only{};
  read_only.attr_set = MOUNT_ATTR_RDONLY;
  (void)mount_setattr(AT_FDCWD, crun->c_str(), 0, &read_only, sizeof read_only);
}

}  // namespace

Result<Child> launch(const LaunchSpec& spec) {
  if (spec.guard.empty())
    if (auto done = become_root(); !done) return because(done.error(), "making an environment");
  std::vector<int> wanted{spec.control, spec.lifeline, spec.orders, spec.lock};
  wanted.insert(wanted.end(), spec.ports.begin(), spec.ports.end());
  std::vector<Descriptor> spare;
  for (int& number : wanted) {
    if (number < 0) continue;
    spare.emplace_back(fcntl(number, F_DUPFD_CLOEXEC, lowest_spare));
    number = spare.back().get();
  }
  spare.emplace_back(fcntl(spec.log, F_DUPFD_CLOEXEC, lowest_spare));
  const int log = spare.back().get();
  std::vector<std::string> words;
  if (!spec.guard.empty()) words.push_back(spec.guard.string());
  words.insert(words.end(), spec.before.begin(), spec.before.end());
  words.insert(words.end(), {spec.program.string(), spec.world_folder.string()});
  std::vector<const char*> argv;
  for (const std::string& word : words) argv.push_back(word.c_str());
  argv.push_back(nullptr);

  int pidfd = -1;
  const long pid = spec.guard.empty() ? clone_with_namespaces(pidfd) : _Fork();
  if (pid == 0) become(argv.data(), wanted.data(), static_cast<int>(wanted.size()), log);
  if (pid > 0 && !spec.guard.empty()) pidfd = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  if (pid < 0 || pidfd < 0) {
    Error error = system_error("no-rights", "make namespaces for the environment", errno);
    error.hint = "see what is missing: gonogo doctor";
    return fail(std::move(error));
  }
  fcntl(pidfd, F_SETFD, FD_CLOEXEC);
  return Child{.pid = static_cast<pid_t>(pid), .handle = Descriptor(pidfd)};
}

Result<Done> enter_world(const Path& world_folder) {
  take_short_turns();
  if (auto done = take_root(); !done) return done;
  const unsigned long safe = MS_NOSUID | MS_NODEV | MS_NOEXEC;
  if (auto done = mount_at("proc", "/proc", "proc", safe, nullptr); !done) return done;
  mount_crun_read_only();
  // crun 1.8.1 fails on a hybrid host as long as it sees the unified hierarchy beside the others.
  // It is covered: a user namespace may not take away what was mounted for it.
  constexpr const char* unified = "/sys/fs/cgroup/unified";
  if (access(unified, F_OK) == 0)
    if (auto done = mount_at("tmpfs", unified, "tmpfs", safe, "mode=755,size=64k"); !done) return done;
  if (auto done = mount_at("tmpfs", world_folder.c_str(), "tmpfs", MS_NOSUID, "mode=755,size=4g");
      !done)
    return done;
  return Done{};
}

}  // namespace gonogo
