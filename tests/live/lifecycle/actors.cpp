// SPDX-License-Identifier: Apache-2.0
#include "tests/live/lifecycle/actors.h"

#include <doctest/doctest.h>

#include <filesystem>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "emulator/task/read.h"

namespace gonogo::test {
namespace {

constexpr const char* actor = "/actor";

std::string part_of(const ContainerBehaviour& how, double time_scale) {
  const auto ms = [&](Milliseconds time) {
    return std::to_string(static_cast<long>(static_cast<double>(time.count()) / time_scale));
  };
  std::vector<std::string> exits;
  for (const ScriptedExit& exit : how.exits)
    exits.push_back(ms(exit.after) + ":" + std::to_string(exit.code));
  std::vector<std::string> parts;
  if (!exits.empty()) parts.push_back("exit=" + join(exits, ","));
  parts.push_back("healthy=" + ms(how.healthy_after));
  if (how.unhealthy_after) parts.push_back("unhealthy=" + ms(*how.unhealthy_after));
  if (how.oom_after) parts.push_back("oom=" + ms(*how.oom_after));
  parts.push_back(how.deaf
                      ? "stop=never"
                      : "stop=" + ms(how.on_stop.after) + ":" + std::to_string(how.on_stop.code));
  return join(parts, ";");
}

ContainerSpec spec_of(const ContainerDefinition& container, const ContainerBehaviour& how,
                      const std::string& task, const std::string& root, double time_scale) {
  return {.id = task + "/" + container.name,
          .network = task,
          .root = {root},
          .argv = {how.cannot_start ? "/missing" : actor},
          .environment = {{"ACTOR", Secret(part_of(how, time_scale))}},
          .hostname = "h",
          .pool = task,
          .memory = static_cast<std::uint64_t>(container.memory.value_or(0)) << 20U};
}

}  // namespace

void make_actor_root(const std::string& folder) {
  std::filesystem::create_directories(folder + "/etc");
  std::filesystem::create_directories(folder + "/tmp");
  std::filesystem::copy_file(std::string(GONOGO_BUILD) + "/lifecycle-actor", folder + actor);
}

ActedCase read_case(const std::string& name, const std::string& root, double time_scale) {
  const std::string folder = std::string(GONOGO_CORPUS) + "/lifecycle/" + name;
  auto reading = read_task_definition(*read_file(folder + "/task.json"), name);
  REQUIRE(reading.accepted());
  auto script = read_script(*read_file(folder + "/script.yaml"), name, *reading.definition);
  REQUIRE(script);
  ActedCase acted{.script = std::move(*script)};
  acted.plan = {
      .name = "l" + name.substr(0, 2), .definition = *reading.definition, .exact_health = true};
  for (ContainerDefinition& container : acted.plan.definition.containers) {
    ContainerBehaviour& how = acted.script.containers[container.name];
    if (container.health_check) {
      container.health_check->command = {actor, "health"};
      container.health_check->shell = false;
    }
    acted.plan.containers.push_back(spec_of(container, how, acted.plan.name, root, time_scale));
  }
  return acted;
}

}  // namespace gonogo::test
