// SPDX-License-Identifier: Apache-2.0
// How a task ends: what for, in which order, with which words.
#include <doctest/doctest.h>

#include "tests/lifecycle/stage.h"

namespace gonogo {

using test::containers_of;
using test::events_of;
using test::simulated;
using test::task_text;

TEST_CASE("an essential exit stops the task whatever its code; the first cause stays") {
  for (const char* code : {"0", "1"}) {
    const auto answer = simulated(R"([{"name":"a","image":"i"},{"name":"b","image":"i"}])",
                                  std::string("containers: {a: {exit: {after: 5s, code: ") + code +
                                      "}}, b: {on_stop: {after: 4s, code: 0}}}\n"
                                      "events: [{at: 7s, stop_task: late}]");
    CHECK(events_of(answer) ==
          "0 a started\n0 b started\n0 task_running\n5 a exited\n5 task_stopping\n"
          "5 b stop_signal\n9 b exited\n9 task_stopped\n");
    CHECK(task_text(answer, "stopCode") == "EssentialContainerExited");
    CHECK(task_text(answer, "stoppedReason") == "Essential container in task exited");
  }
}

TEST_CASE("each way to end has its stopCode and its words") {
  struct Row {
    const char* script;
    const char* code;
    const char* reason;
  };
  const Row rows[] = {
      {"events: [{at: 1s, stop_task: deploy}]", "UserInitiated", "deploy"},
      {"events: [{at: 1s, stop_task: ''}]", "UserInitiated", "Task stopped by user"},
      {"events: [{at: 1s, stop_task: 'Scaling activity initiated by (deployment ecs-svc/1)', "
       "stop_code: ServiceSchedulerInitiated}]",
       "ServiceSchedulerInitiated", "Scaling activity initiated by (deployment ecs-svc/1)"},
      {"events: [{at: 1s, spot_interruption: warning}]", "SpotInterruption",
       "Your Spot Task was interrupted."},
      {"events: [{at: 0s, resources_failed: 'ResourceInitializationError: unable to pull "
       "secrets'}]",
       "TaskFailedToStart", "ResourceInitializationError: unable to pull secrets"},
      {"containers: {a: {cannot_start: 'exec format error'}}", "TaskFailedToStart",
       "CannotStartContainerError: exec format error"},
      {"containers: {a: {cannot_start: 'CannotPullContainerError: no such image'}}",
       "TaskFailedToStart", "CannotPullContainerError: no such image"},
      {"run: service\ncontainers: {a: {healthy_after: 600s}}", "ServiceSchedulerInitiated",
       "Task failed container health checks"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.script);
    const auto answer =
        simulated(R"([{"name":"a","image":"i","healthCheck":{"command":["CMD","x"]}}])",
                  std::string(row.script) + (std::string(row.script).starts_with("events: [{at: 0s")
                                                 ? "\ncontainers: {a: {start_delay: 5s}}"
                                                 : ""));
    CHECK(task_text(answer, "lastStatus") == "STOPPED");
    CHECK(task_text(answer, "stopCode") == row.code);
    CHECK(task_text(answer, "stoppedReason") == row.reason);
  }
}

TEST_CASE("a standalone task goes on whatever its health") {
  const auto answer =
      simulated(R"([{"name":"a","image":"i","healthCheck":{"command":["CMD","x"]}}])",
                "containers: {a: {healthy_after: 600s}}\nuntil: 200s");
  CHECK(task_text(answer, "lastStatus") == "RUNNING");
  CHECK(task_text(answer, "healthStatus") == "UNHEALTHY");
}

TEST_CASE("dependents end first, independent ones together") {
  CHECK(
      events_of(simulated(
          R"([{"name":"app","image":"i","dependsOn":[{"containerName":"db","condition":"START"},{"containerName":"cache","condition":"START"}]},
                {"name":"db","image":"i"},{"name":"cache","image":"i"}])",
          "containers: {app: {on_stop: {after: 2s}}, db: {on_stop: {after: 3s}}, cache: {on_stop: "
          "{after: 1s}}}\nevents: [{at: 10s, stop_task: x}]")) ==
      "0 db started\n0 cache started\n0 app started\n0 task_running\n10 task_stopping\n10 app "
      "stop_signal\n"
      "12 app exited\n12 db stop_signal\n12 cache stop_signal\n13 cache exited\n15 db exited\n15 "
      "task_stopped\n");
}

TEST_CASE("the grace is stopTimeout, 30 s without it, then SIGKILL") {
  const auto answer = simulated(
      R"([{"name":"a","image":"i"},{"name":"b","image":"i","stopTimeout":120},{"name":"c","image":"i","stopTimeout":2}])",
      "containers: {a: {on_stop: never}, b: {on_stop: never}, c: {on_stop: {after: 60s, code: "
      "0}}}\nevents: [{at: 1s, stop_task: x}]");
  CHECK(events_of(answer) ==
        "0 a started\n0 b started\n0 c started\n0 task_running\n1 task_stopping\n1 a stop_signal\n"
        "1 b stop_signal\n1 c stop_signal\n3 c killed\n3 c exited\n31 a killed\n31 a exited\n"
        "121 b killed\n121 b exited\n121 task_stopped\n");
  CHECK(containers_of(answer) ==
        "a: STOPPED 137 UNKNOWN 0\nb: STOPPED 137 UNKNOWN 0\nc: STOPPED 137 UNKNOWN 0\n");
}

TEST_CASE("Spot takes its machine back after two minutes, whatever still runs") {
  CHECK(
      events_of(simulated(
          R"([{"name":"app","image":"i","stopTimeout":100,"dependsOn":[{"containerName":"db","condition":"START"}]},
                {"name":"db","image":"i","stopTimeout":100,"dependsOn":[{"containerName":"disk","condition":"START"}]},{"name":"disk","image":"i"}])",
          "containers: {app: {on_stop: never}, db: {on_stop: never}, disk: {on_stop: "
          "never}}\nevents: [{at: 10s, spot_interruption: warning}]")) ==
      "0 disk started\n0 db started\n0 app started\n0 task_running\n10 task_stopping\n10 app "
      "stop_signal\n"
      "110 app killed\n110 app exited\n110 db stop_signal\n130 db killed\n130 disk killed\n130 db "
      "exited\n130 disk exited\n130 task_stopped\n");
}

TEST_CASE("what never started has no exit code and is not signalled") {
  const auto answer = simulated(
      R"([{"name":"app","image":"i","dependsOn":[{"containerName":"db","condition":"HEALTHY"}]},{"name":"db","image":"i","healthCheck":{"command":["CMD","x"]}}])",
      "containers: {db: {healthy_after: 60s, on_stop: {after: 1s, code: 0}}}\nevents: [{at: 5s, "
      "stop_task: x}]");
  CHECK(containers_of(answer) == "app: STOPPED - UNKNOWN 0\ndb: STOPPED 0 UNKNOWN 0\n");
  CHECK(events_of(answer) ==
        "0 db started\n5 task_stopping\n5 app wont_start\n5 db stop_signal\n6 db exited\n6 "
        "task_stopped\n");
}

TEST_CASE("a container that can't start says so; only an essential one stops the task") {
  const auto answer =
      simulated(R"([{"name":"app","image":"i"},{"name":"side","image":"i","essential":false}])",
                "containers: {side: {cannot_start: 'no such file'}}\nuntil: 5s");
  CHECK(events_of(answer) == "0 app started\n0 side start_failed\n0 task_running\n");
  CHECK(task_text(answer, "lastStatus") == "RUNNING");
}

TEST_CASE("memory that runs out is 137 with ECS's words") {
  const auto answer =
      simulated(R"([{"name":"hog","image":"i"}])", "containers: {hog: {oom_after: 4s}}");
  CHECK(containers_of(answer) == "hog: STOPPED 137 UNKNOWN 0\n");
  CHECK(answer.find("task")->find("containers")->items()[0].find("reason")->as_text() ==
        "OutOfMemoryError: Container killed due to memory usage");
}

TEST_CASE("a task goes through all of its states") {
  const auto answer = simulated(R"([{"name":"a","image":"i"}])",
                                "containers: {a: {start_delay: 2s, exit: {after: 3s}}}");
  std::string states;
  for (const Value& change : answer.find("task")->find("statuses")->items())
    states += change.find("status")->as_text() + " ";
  CHECK(states ==
        "PROVISIONING PENDING ACTIVATING RUNNING DEACTIVATING STOPPING DEPROVISIONING STOPPED ");
}

}  // namespace gonogo
