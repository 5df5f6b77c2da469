// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/worlds.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/engine/linux/cgroups.h"
#include "emulator/environment/client/own_world.h"
#include "emulator/environment/orders.h"

namespace gonogo {
namespace {

// Longer than the longest stopTimeout of Fargate, 120 s, in each of a chain of dependencies.
constexpr Milliseconds stop_patience{600'000};
constexpr int end_tries = 1'000;
constexpr Milliseconds end_quantum{5};

Result<Path> living_world(const std::string& name, const World& world) {
  auto worlds = worlds_folder(world);
  if (!worlds) return fail(worlds.error());
  const Path folder = *worlds / name;
  if (path_exists(folder) && is_alive(folder)) return folder;
  std::vector<std::string> others;
  for (const std::string& other : world_names(*worlds))
    if (is_alive(*worlds / other)) others.push_back(other);
  return fail({.code = "not-running",
               .what = "the environment " + name + " is not up",
               .seen = others.empty() ? "" : "up: " + join(others, ", "),
               .hint = "gonogo up"});
}

}  // namespace

Result<std::unique_ptr<Environment>> start_world(const EnvironmentPlan& plan,
                                                 const WorldOptions& options, World& world,
                                                 const OnStartRows& on_rows) {
  auto own = OwnWorld::launch(plan, options, world);
  if (!own) return fail(own.error());
  if (auto done = (*own)->wait_until_ready(on_rows); !done) return fail(done.error());
  if (options.detach)
    if (auto done = (*own)->detach(); !done) return fail(done.error());
  return std::move(*own);
}

Result<std::unique_ptr<Environment>> attach_world(const std::string& name, World& world) {
  auto folder = living_world(name, world);
  if (!folder) return fail(folder.error());
  const Path door = *folder / "control.sock";
  auto document = ControlClient(door).document("orders");
  if (!document) return fail(document.error());
  auto orders = orders_of(*document);
  if (!orders) return fail(orders.error());
  return std::make_unique<RemoteEnvironment>(door, std::move(orders->plan), orders->log_folder);
}

Result<Done> stop_world(const std::string& name, World& world) {
  auto folder = living_world(name, world);
  if (!folder) return fail(folder.error());
  const auto answer =
      ControlClient(*folder / "control.sock").ask(Value::object({{"op", "stop"}}), stop_patience);
  const auto supervisor = answer ? std::nullopt : pid_at_door(*folder);
  if (supervisor) kill(*supervisor, SIGKILL);
  for (int i = 0; i < end_tries && is_alive(*folder); ++i) world.clock.sleep(end_quantum);
  if (is_alive(*folder))
    return fail({.code = "environment-lost",
                 .what = "the environment " + name + " does not end",
                 .hint = "see " + (*folder / "supervisor.log").string()});
  remove_world(*folder);
  // It has ended, though not in its order.
  if (!answer && answer.error().code == "interrupted") return fail(answer.error());
  return Done{};
}

Result<std::vector<std::string>> running_worlds(World& world) {
  auto worlds = worlds_folder(world);
  if (!worlds) return fail(worlds.error());
  std::vector<std::string> running;
  for (const std::string& name : world_names(*worlds))
    if (is_alive(*worlds / name)) running.push_back(name);
  return running;
}

Result<int> sweep_worlds(World& world) {
  auto worlds = worlds_folder(world);
  if (!worlds) return fail(worlds.error());
  auto turn = FileLock::wait(*worlds / ".lock");
  if (!turn) return fail(turn.error());
  int swept = 0;
  const auto names = world_names(*worlds);
  for (const std::string& name : names) {
    if (is_alive(*worlds / name)) continue;
    remove_world(*worlds / name);
    ++swept;
  }
  // Of a world whose folder was taken away by others, as /tmp may be.
  for (const auto& [name, groups] : Cgroups::forgotten())
    if (std::find(names.begin(), names.end(), name) == names.end()) {
      remove_cgroups(groups);
      ++swept;
    }
  return swept;
}

}  // namespace gonogo
