// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/health.h"

#include <doctest/doctest.h>

#include "tests/lifecycle/stage.h"

namespace gonogo {
namespace {

std::string health_events(const char* check, const char* behaviour) {
  return test::events_of(test::simulated(
      std::string(R"([{"name":"app","image":"i","healthCheck":{"command":["CMD","x"],)") + check +
          "}}]",
      std::string("containers: {app: ") + behaviour + "}\nuntil: 100s"));
}

const std::string app_started = "0 app started\n0 task_running\n";

}  // namespace

TEST_CASE("failures count after startPeriod, or after a first success") {
  CHECK(health_events(R"("interval":10,"retries":3)", "{healthy_after: 900s}") ==
        app_started + "30 app unhealthy\n");
  CHECK(health_events(R"("interval":10,"retries":3,"startPeriod":25)", "{healthy_after: 900s}") ==
        app_started + "50 app unhealthy\n");
  CHECK(health_events(R"("interval":10,"retries":2,"startPeriod":90)", "{unhealthy_after: 15s}") ==
        app_started + "10 app healthy\n30 app unhealthy\n");
  CHECK(health_events(R"("interval":10,"retries":3)", "{healthy_after: 45s}") ==
        app_started + "30 app unhealthy\n50 app healthy\n");
}

TEST_CASE("a task is as healthy as its essential containers") {
  struct Row {
    const char* what;
    std::vector<std::pair<bool, HealthStatus>> containers;  // essential, health
    HealthStatus task;
  };
  constexpr auto unknown = HealthStatus::unknown;
  constexpr auto healthy = HealthStatus::healthy;
  constexpr auto unhealthy = HealthStatus::unhealthy;
  const Row rows[] = {
      {"all healthy", {{true, healthy}, {true, healthy}}, healthy},
      {"one unhealthy", {{true, healthy}, {true, unhealthy}, {true, unknown}}, unhealthy},
      {"one without a check", {{true, healthy}, {true, unknown}}, unknown},
      {"only another one unhealthy", {{true, healthy}, {false, unhealthy}}, healthy},
      {"only another one unknown", {{true, healthy}, {false, unknown}}, healthy},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    TaskDefinition task;
    for (size_t i = 0; i < row.containers.size(); ++i)
      task.containers.push_back({.name = std::to_string(i), .essential = row.containers[i].first});
    TaskState state = initial_state(task, {});
    for (size_t i = 0; i < row.containers.size(); ++i)
      state.containers[i].health = row.containers[i].second;
    CHECK(task_health(state) == row.task);
  }
}

TEST_CASE(
    "the lifecycle's periods are divided by the time scale, a check's time-out down to 500 ms") {
  TaskDefinition task;
  task.containers.push_back(
      {.name = "a",
       .stop_timeout = Milliseconds(30'000),
       .health_check = HealthCheck{.command = {"x"}, .timeout = Milliseconds(5'000)}});
  TaskState state = initial_state(task, {.time_scale = 20, .eager_health = false});
  state = step(std::move(state), event::Begin{}, Moment{}).state;
  Transition started = step(std::move(state), event::Started{"a"}, Moment{});
  REQUIRE(started.next_deadline == Moment{} + Milliseconds(1'500));  // 30 s interval
  Transition checked = step(std::move(started.state), event::Tick{}, Moment{} + Milliseconds(1'500));
  REQUIRE(checked.actions.size() == 1);
  CHECK(std::get<action::Check>(checked.actions[0]).timeout == Milliseconds(500));
  Transition stopping =
      step(std::move(checked.state), event::StopTask{"x"}, Moment{} + Milliseconds(1'600));
  CHECK(stopping.next_deadline == Moment{} + Milliseconds(3'100));  // 30 s grace
}

}  // namespace gonogo
