// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/environment/client/environment.h"
#include "emulator/io/world.h"

namespace gonogo {

struct WorldOptions {
  Path log_folder;      ///< is emptied, and gets <task>/<container>.log and <service>.log
  bool detach = false;  ///< the environment outlives this process: `up`
};

/// A task or a service while an environment starts.
struct StartRow {
  std::string name;
  std::string status;  ///< "starting", "ready", "healthy", "running", "failed"
  Nanoseconds since{};  ///< until it was ready; else until now
  std::string detail;   ///< what runs, or what is waited for
  std::string address;  ///< where it is reached; "" when nowhere
};
using OnStartRows = std::function<void(const std::vector<StartRow>&)>;

/// Starts a supervisor under the plan's environment name and waits until all is ready. Codes of what
/// the product did wrong: task-stopped, never-healthy, never-listened; a port of this machine:
/// port-in-use; `interrupted`; everything else is infrastructure (no-rights, service-lost, …).
Result<std::unique_ptr<Environment>> start_world(const EnvironmentPlan& plan,
                                                 const WorldOptions& options, World& world,
                                                 const OnStartRows& on_rows);

/// The environment of that name which another command started; an Error `not-running`.
Result<std::unique_ptr<Environment>> attach_world(const std::string& name, World& world);

/// Stops tasks in their order, then everything; an Error `not-running`. An interrupt or a supervisor
/// that does not answer ends it at once.
Result<Done> stop_world(const std::string& name, World& world);

/// Names of the environments that run, of this user.
Result<std::vector<std::string>> running_worlds(World& world);

/// Takes away what ended environments could not take away themselves; how many they were.
Result<int> sweep_worlds(World& world);

/// The plan of the nth world (from 1) of a run.
using PlanOfWorld = std::function<Result<EnvironmentPlan>(int n)>;

/// Fresh environments, to whichever thread asks. While one is used the next starts; `expected` tells
/// when to stop with that. Each world has a log folder of its own, `world-<n>` of the given one:
/// gather_logs makes one of them.
std::unique_ptr<EnvironmentSource> make_world_source(PlanOfWorld plan, WorldOptions options,
                                                     size_t expected, World& world);

/// Appends the logs of the worlds to those of the run, <task>/<container>.log, in the order of the
/// worlds' numbers, and takes the worlds' folders away. `except`: numbers of worlds that still write.
Result<Done> gather_logs(const Path& log_folder, const std::set<int>& except);

}  // namespace gonogo
