// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/restart.h"

#include <doctest/doctest.h>

#include "tests/lifecycle/stage.h"

namespace gonogo {
namespace {

using namespace std::chrono_literals;

struct Row {
  const char* what;
  bool enabled;
  bool to_stop;
  int code;
  Nanoseconds since_start;
  std::optional<Nanoseconds> since_restart;
  RestartDecision decision;
};

RestartDecision decide(const Row& row) {
  TaskDefinition task;
  task.containers.push_back(
      {.name = "c", .restart_policy = {row.enabled, {0, 155}, Milliseconds(60'000)}});
  TaskState state = initial_state(task, {});
  ContainerState& container = state.containers[0];
  const Moment now = Moment{} + 1h;
  container.desired_stopped = row.to_stop;
  container.started_at = now - row.since_start;
  if (row.since_restart) container.last_restart = now - *row.since_restart;
  return decide_restart(state, container, row.code, now);
}

}  // namespace

TEST_CASE("a container is started again by the rules, in their order") {
  const Row rows[] = {
      {"not enabled", false, true, 0, 1s, {}, RestartDecision::not_enabled},
      {"the task stops", true, true, 0, 1s, {}, RestartDecision::to_stop},
      {"an ignored exit code", true, false, 155, 1s, {}, RestartDecision::ignored_exit_code},
      {"too early after the start", true, false, 1, 59s, {}, RestartDecision::too_early},
      {"late enough after the start", true, false, 1, 60s, {}, RestartDecision::yes},
      {"too early after the last restart", true, false, 1, 600s, 59s, RestartDecision::too_early},
      {"late enough after the last restart", true, false, 1, 70s, 60s, RestartDecision::yes},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    CHECK(decide(row) == row.decision);
  }
}

TEST_CASE("a restarted container keeps its task running, until it may not be restarted") {
  const auto answer = test::simulated(
      R"([{"name":"app","image":"i","restartPolicy":{"enabled":true,"restartAttemptPeriod":60}}])",
      "containers: {app: {exit: [{after: 70s, code: 1}, {after: 60s, code: 1}, {after: 59s, code: "
      "5}]}}");
  CHECK(test::events_of(answer) ==
        "0 app started\n0 task_running\n70 app exited\n70 app restarted\n130 app exited\n130 app "
        "restarted\n"
        "189 app exited\n189 task_stopping\n189 task_stopped\n");
  CHECK(test::containers_of(answer) == "app: STOPPED 5 UNKNOWN 2\n");
}

TEST_CASE("an end for lack of memory is restarted like any other") {
  const auto answer = test::simulated(
      R"([{"name":"app","image":"i","restartPolicy":{"enabled":true,"restartAttemptPeriod":60,"ignoredExitCodes":[0]}}])",
      "containers: {app: {oom_after: 90s}}\nuntil: 100s");
  CHECK(test::events_of(answer) ==
        "0 app started\n0 task_running\n90 app exited\n90 app restarted\n");
}

TEST_CASE("health begins anew after a restart") {
  const auto answer = test::simulated(
      R"([{"name":"app","image":"i","restartPolicy":{"enabled":true,"restartAttemptPeriod":60},"healthCheck":{"command":["CMD","x"],"interval":10,"retries":2,"startPeriod":15}}])",
      "containers: {app: {exit: {after: 65s, code: 1}, healthy_after: 30s}}\nuntil: 100s");
  CHECK(test::events_of(answer) ==
        "0 app started\n0 task_running\n30 app healthy\n65 app exited\n65 app restarted\n95 app "
        "healthy\n");
}

}  // namespace gonogo
