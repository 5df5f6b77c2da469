// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/io/files.h"
#include "emulator/io/world.h"

namespace gonogo {

/// $XDG_RUNTIME_DIR/gonogo, else /tmp/gonogo-<uid>: short, as a socket's path has 107 bytes. An Error
/// where somebody else owns it.
Result<Path> worlds_folder(const World& world);

/// What stands on the host for one environment: its door, its lock (held by the supervisor as long as
/// it lives) and the list of its control groups.
class WorldFolder {
 public:
  /// An Error `already-running`, which says who holds it, when that environment lives; what is left of a
  /// dead one is removed.
  static Result<WorldFolder> make(const World& world, const std::string& name);
  /// Removes control groups and folder. For whoever knows that the supervisor has ended.
  void remove();

  Path door() const { return path_ / "control.sock"; }
  Path run_folder() const { return path_ / "world"; }
  Path log() const { return path_ / "supervisor.log"; }
  int lock() const { return lock_.get(); }
  /// From then on the lock is the supervisor's alone.
  void let_go_of_lock() { lock_ = Descriptor(); }

 private:
  WorldFolder(Path path, Descriptor lock) : path_(std::move(path)), lock_(std::move(lock)) {}
  Path path_;
  Descriptor lock_;
};

/// Whether the environment in that folder lives.
bool is_alive(const Path& folder);

/// An Error `already-running`, which says who holds it, when the environment of that name lives.
Result<Done> check_not_running(const std::string& name, const World& world);

/// The process that answers at its door, its supervisor; nothing when none does.
std::optional<pid_t> pid_at_door(const Path& folder);

/// Control groups and folder of a dead environment; waits a second at most for its last processes.
void remove_world(const Path& folder);

/// Names of the folders, dead or alive, sorted.
std::vector<std::string> world_names(const Path& worlds);

}  // namespace gonogo
