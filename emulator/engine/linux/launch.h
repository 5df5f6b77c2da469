// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "emulator/base/result.h"
#include "emulator/io/files.h"
#include "emulator/io/process.h"

namespace gonogo {

/// The numbers under which a supervisor finds what it was given.
namespace inherited {
constexpr int control = 3;   ///< listening control socket
constexpr int lifeline = 4;  ///< readable at its end: the process that started the world has gone
constexpr int orders = 5;    ///< sealed memory with the plan
constexpr int lock = 6;      ///< held as long as the world lives
constexpr int first_port = 7;  ///< listeners of published ports, in the plan's order; then, with externals, the socket to whoever reaches them
}  // namespace inherited

struct LaunchSpec {
  Path program;       ///< executed as PID 1
  std::vector<std::string> before{};  ///< words before it: a loader
  /// gonogo-exec, where no namespaces may be made: it takes everything down instead of the kernel.
  Path guard{};
  Path world_folder;  ///< an empty folder; the supervisor mounts its run folder there
  int control = -1;
  int lifeline = -1;
  int orders = -1;
  int lock = -1;
  int log = -1;  ///< its stdout and stderr: a crash leaves words there
  std::vector<int> ports{};
};

/// Starts a program as PID 1 of its own PID, mount, network, IPC and UTS namespaces: whatever way it
/// ends, the kernel takes everything in them down. Errors: those of become_root, `no-rights`.
/// With a guard there are no namespaces, and the child is the guard: SIGTERM ends all below it.
Result<Child> launch(const LaunchSpec& spec);

/// The first act inside: short turns for all that follows, own mounts (nothing gets out, the host's unmounts reach in), in a chroot a
/// root of its own, /proc of this PID namespace, the run folder on tmpfs, and no view of what crun can't stand.
Result<Done> enter_world(const Path& world_folder);

}  // namespace gonogo
