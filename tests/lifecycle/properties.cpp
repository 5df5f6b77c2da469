// SPDX-License-Identifier: Apache-2.0
// What holds for every task and whatever its containers do: random definitions and behaviours,
// shrunk to the smallest that breaks a promise.
#include <doctest/doctest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <cstdlib>
#include <set>

#include "emulator/io/document.h"
#include "emulator/lifecycle/simulate.h"

namespace gonogo {
namespace {

/// What a container is made of, as small numbers: they shrink well.
struct Seed {
  bool essential;
  bool checked;
  bool restarts;
  int stop_seconds;
  int start_timeout;                         // 0: none
  std::vector<std::pair<int, int>> depends;  // which earlier one, condition
  std::vector<int> exits;                    // of successive runs: after seconds, code by parity
  int start_delay;
  int healthy_after;
  int unhealthy_after;  // 0: never
  int oom_after;        // 0: never
  bool cannot_start;
  int on_stop;  // seconds; above 100: never
};

struct Case {
  TaskDefinition task;
  SimulationScript script;
};

std::string name_of(size_t index) { return "c" + std::to_string(index); }

// ECS refuses the rest: it is no case.
Dependency dependency_on(const ContainerDefinition& other, int wanted) {
  auto condition = static_cast<DependencyCondition>(wanted % 5);
  const bool end =
      condition == DependencyCondition::complete || condition == DependencyCondition::success;
  if ((end && other.essential) ||
      (condition == DependencyCondition::healthy && !other.health_check))
    condition = DependencyCondition::start;
  return {other.name, condition};
}

ContainerDefinition container_of(const Seed& seed, const TaskDefinition& task) {
  ContainerDefinition container{.name = name_of(task.containers.size()),
                                .essential = seed.essential || task.containers.empty(),
                                .stop_timeout = Milliseconds(1000 * (2 + seed.stop_seconds % 119)),
                                .restart_policy = {.enabled = seed.restarts,
                                                   .ignored_exit_codes = {0},
                                                   .attempt_period = Milliseconds(60'000)}};
  if (seed.start_timeout > 0)
    container.start_timeout = Milliseconds(1000 * (1 + seed.start_timeout));
  if (seed.checked)
    container.health_check =
        HealthCheck{.command = {"x"}, .interval = Milliseconds(5'000), .retries = 2};
  for (const auto& [which, condition] : seed.depends)
    if (!task.containers.empty())
      container.depends_on.push_back(dependency_on(
          task.containers[static_cast<size_t>(which) % task.containers.size()], condition));
  return container;
}

ContainerBehaviour behaviour_of(const Seed& seed) {
  const auto seconds = [](int n) { return Milliseconds(1000 * n); };
  ContainerBehaviour how{.start_delay = seconds(seed.start_delay),
                         .healthy_after = seconds(seed.healthy_after)};
  for (const int after : seed.exits) how.exits.push_back({seconds(after), after % 2});
  if (seed.unhealthy_after > 0) how.unhealthy_after = seconds(seed.unhealthy_after);
  if (seed.oom_after > 0) how.oom_after = seconds(seed.oom_after);
  if (seed.cannot_start) how.cannot_start = "no such file";
  how.deaf = seed.on_stop > 100;
  how.on_stop = {seconds(seed.on_stop), 143};
  return how;
}

Case case_of(const std::vector<Seed>& seeds, int event, int at, bool service) {
  Case made;
  for (const Seed& seed : seeds) {
    made.task.containers.push_back(container_of(seed, made.task));
    made.script.containers[made.task.containers.back().name] = behaviour_of(seed);
  }
  const Milliseconds when(500 * at);
  if (event % 3 == 0) made.script.events.push_back({when, event::SpotInterruption{}});
  if (event % 3 == 1)
    made.script.events.push_back({when, event::ResourcesFailed{"ResourceInitializationError: x"}});
  made.script.events.push_back({when + Milliseconds(1), event::StopTask{"end"}});
  // All of them one after the other, each to its last second.
  made.script.until = when + Milliseconds(130'000) * static_cast<int>(seeds.size() + 1);
  made.script.service = service;
  return made;
}

/// What the told events say about a container so far.
struct Told {
  bool started = false;
  bool running = false;
  bool over = false;
  bool healthy = false;
  int code = -1;
};

bool is_met(const Told& other, DependencyCondition condition) {
  switch (condition) {
    case DependencyCondition::create: return true;  // no event tells of it
    case DependencyCondition::start: return other.started;
    case DependencyCondition::complete: return other.started && !other.running;
    case DependencyCondition::success: return other.started && !other.running && other.code == 0;
    case DependencyCondition::healthy: return other.healthy;
  }
  return false;
}

void tell(Told& told, const std::string& event, const std::string& detail) {
  if (event == "started" || event == "restarted") told.started = told.running = true;
  if (event == "exited") {
    told.running = told.healthy = false;
    told.code = std::atoi(detail.substr(std::string("exit code ").size()).c_str());
  }
  if (event == "healthy" || event == "unhealthy") told.healthy = event == "healthy";
  if (event == "exited" || event == "wont_start" || event == "start_failed") told.over = true;
  if (event == "restarted") told.over = false;
}

/// The first promise that the events break, or nothing.
std::string broken_promise(const Case& made, const Value& answer) {
  std::map<std::string, Told> all;
  double last = 0;
  for (const Value& event : answer.find("events")->items()) {
    const double t = event.find("t")->as_number();
    if (t < last) return "time goes back";
    last = t;
    const std::string who = event.find("container")->as_text();
    const std::string what = event.find("event")->as_text();
    const Value* detail = event.find("detail");
    if (what == "started")
      for (const Dependency& dependency : made.task.find(who)->depends_on)
        if (!is_met(all[dependency.container], dependency.condition))
          return who + " starts before " + dependency.container;
    if (what == "stop_signal")
      for (const ContainerDefinition& other : made.task.containers)
        for (const Dependency& dependency : other.depends_on)
          if (dependency.container == who && !all[other.name].over)
            return who + " is signalled while " + other.name + " lives";
    tell(all[who], what, detail == nullptr ? "" : detail->as_text());
  }
  return "";
}

rc::Gen<Seed> seeds() {
  return rc::gen::build<Seed>(
      rc::gen::set(&Seed::essential), rc::gen::set(&Seed::checked), rc::gen::set(&Seed::restarts),
      rc::gen::set(&Seed::stop_seconds, rc::gen::inRange(0, 119)),
      rc::gen::set(&Seed::start_timeout, rc::gen::inRange(0, 60)),
      rc::gen::set(&Seed::depends,
                   rc::gen::container<std::vector<std::pair<int, int>>>(
                       rc::gen::pair(rc::gen::inRange(0, 6), rc::gen::inRange(0, 5)))),
      rc::gen::set(&Seed::exits, rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 150))),
      rc::gen::set(&Seed::start_delay, rc::gen::inRange(0, 20)),
      rc::gen::set(&Seed::healthy_after, rc::gen::inRange(0, 40)),
      rc::gen::set(&Seed::unhealthy_after, rc::gen::inRange(0, 60)),
      rc::gen::set(&Seed::oom_after, rc::gen::weightedElement<int>({{8, 0}, {1, 7}, {1, 90}})),
      rc::gen::set(&Seed::cannot_start, rc::gen::weightedElement<bool>({{9, false}, {1, true}})),
      rc::gen::set(&Seed::on_stop, rc::gen::inRange(0, 130)));
}

}  // namespace

TEST_CASE("a task always ends, in order, and starts nothing before its conditions") {
  setenv("RC_PARAMS", "max_success=10000 max_size=8", /*overwrite=*/0);
  CHECK(rc::check("lifecycle", [] {
    const auto made_of =
        *rc::gen::resize(6, rc::gen::nonEmpty(rc::gen::container<std::vector<Seed>>(seeds())));
    const Case made = case_of(made_of, *rc::gen::inRange(0, 3), *rc::gen::inRange(0, 600),
                              *rc::gen::arbitrary<bool>());
    const Value answer = simulate(made.task, made.script);
    RC_LOG(to_json(answer, 1));
    RC_ASSERT(answer.find("task")->find("lastStatus")->as_text() == "STOPPED");
    RC_ASSERT(broken_promise(made, answer) == "");
  }));
}

}  // namespace gonogo
