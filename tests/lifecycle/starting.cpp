// SPDX-License-Identifier: Apache-2.0
// What is started when: dependsOn's conditions, startTimeout, what can't be met.
#include <doctest/doctest.h>

#include "tests/lifecycle/stage.h"

namespace gonogo {

using test::containers_of;
using test::events_of;
using test::simulated;
using test::task_text;

TEST_CASE("START waits for running, not for ready, and is met by what is over again") {
  const auto answer = simulated(
      R"([{"name":"app","image":"i","dependsOn":[{"containerName":"once","condition":"START"},{"containerName":"slow","condition":"START"}]},
          {"name":"once","image":"i","essential":false},{"name":"slow","image":"i","healthCheck":{"command":["CMD","x"],"interval":5}}])",
      "containers: {once: {exit: {after: 1s, code: 3}}, slow: {start_delay: 2s, healthy_after: "
      "60s}}\nuntil: 4s");
  CHECK(events_of(answer) ==
        "0 once started\n1 once exited\n2 slow started\n2 app started\n2 task_running\n");
}

TEST_CASE("COMPLETE takes any exit code, SUCCESS only 0") {
  const std::string containers =
      R"([{"name":"any","image":"i","dependsOn":[{"containerName":"init","condition":"COMPLETE"}]},
          {"name":"good","image":"i","essential":false,"dependsOn":[{"containerName":"init","condition":"SUCCESS"}]},
          {"name":"init","image":"i","essential":false}])";
  CHECK(events_of(
            simulated(containers, "containers: {init: {exit: {after: 3s, code: 0}}}\nuntil: 5s")) ==
        "0 init started\n3 init exited\n3 any started\n3 good started\n3 task_running\n");
  const auto failed =
      simulated(containers, "containers: {init: {exit: {after: 3s, code: 7}}}\nuntil: 5s");
  CHECK(events_of(failed) ==
        "0 init started\n3 init exited\n3 good wont_start\n3 any started\n3 task_running\n");
  CHECK(containers_of(failed) ==
        "any: RUNNING - UNKNOWN 0\ngood: STOPPED 143 UNKNOWN 0\ninit: STOPPED 7 UNKNOWN 0\n");
}

TEST_CASE("HEALTHY waits for the task definition's own check") {
  CHECK(
      events_of(simulated(
          R"([{"name":"app","image":"i","dependsOn":[{"containerName":"db","condition":"HEALTHY"}]},
                {"name":"db","image":"i","healthCheck":{"command":["CMD","x"],"interval":5,"retries":10}}])",
          "containers: {db: {healthy_after: 12s}}\nuntil: 20s")) ==
      "0 db started\n15 db healthy\n15 app started\n15 task_running\n");
}

TEST_CASE("what a dependency that never ran keeps back never runs either") {
  for (const char* condition : {"START", "COMPLETE", "SUCCESS"}) {
    CAPTURE(condition);
    const auto answer = simulated(
        std::string(
            R"([{"name":"app","image":"i","dependsOn":[{"containerName":"migrate","condition":")") +
            condition + R"("}]},
          {"name":"migrate","image":"i","essential":false,"dependsOn":[{"containerName":"init","condition":"SUCCESS"}]},
          {"name":"init","image":"i","essential":false}])",
        "containers: {init: {exit: {after: 1s, code: 1}}}");
    CHECK(events_of(answer) ==
          "0 init started\n1 init exited\n1 migrate wont_start\n1 app wont_start\n"
          "1 task_stopping\n1 task_stopped\n");
    CHECK(containers_of(answer) ==
          "app: STOPPED 143 UNKNOWN 0\nmigrate: STOPPED 143 UNKNOWN 0\n"
          "init: STOPPED 1 UNKNOWN 0\n");
    CHECK(task_text(answer, "stopCode") == "TaskFailedToStart");
  }
}

TEST_CASE("the reasons are those of ECS's agent") {
  const auto reason = [](const char* script, const char* timeout) {
    const auto answer = simulated(
        std::string(
            R"([{"name":"app","image":"i","dependsOn":[{"containerName":"db","condition":"SUCCESS"}]},
                        {"name":"db","image":"i","essential":false)") +
            timeout + "}]",
        script);
    return answer.find("task")->find("containers")->items()[0].find("reason")->as_text();
  };
  const std::string begin =
      "CannotStartContainerError: dependency graph: failed to resolve container ordering "
      "dependency "
      "[db] for target [app]";
  CHECK(reason("containers: {db: {exit: {after: 1s, code: 1}}}", "") ==
        begin + " as dependency did not exit successfully");
  CHECK(reason("containers: {db: {cannot_start: gone}}", "") ==
        begin + " because dependency will never start");
  CHECK(reason("containers: {db: {exit: {after: 9s, code: 0}}}", ",\"startTimeout\":5") ==
        begin + " has timed out");
}

TEST_CASE("startTimeout is the dependency's, from its start, and looks at the clock first") {
  const std::string db =
      R"({"name":"db","image":"i","startTimeout":10,"essential":false,"healthCheck":{"command":["CMD","x"],"interval":5,"retries":10}})";
  const std::string init = R"({"name":"init","image":"i","essential":false})";
  const std::string app =
      R"({"name":"app","image":"i","dependsOn":[{"containerName":"db","condition":"HEALTHY"},{"containerName":"init","condition":"COMPLETE"}]})";
  const std::string containers = "[" + app + "," + db + "," + init + "]";
  // Healthy in time, and nothing else to wait for by then.
  CHECK(events_of(simulated(containers,
                            "containers: {db: {start_delay: 30s, healthy_after: 4s}, init: {exit: "
                            "{after: 1s}}}\nuntil: 40s")) ==
        "0 init started\n1 init exited\n30 db started\n35 db healthy\n35 app started\n35 "
        "task_running\n");
  // Never healthy.
  CHECK(events_of(simulated(
            containers,
            "containers: {db: {healthy_after: 60s}, init: {exit: {after: 1s}}}\nuntil: 20s")) ==
        "0 db started\n0 init started\n1 init exited\n10 app wont_start\n10 task_stopping\n"
        "10 db stop_signal\n10 db exited\n10 task_stopped\n");
  // Healthy in time, but something else delays beyond it: the agent gives up all the same.
  CHECK(events_of(
            simulated(containers, "containers: {db: {}, init: {exit: {after: 12s}}}\nuntil: 20s"))
            .find("10 app wont_start\n") != std::string::npos);
}

TEST_CASE("a dependency that is over can't time out, and START never does") {
  CHECK(
      events_of(simulated(
          R"([{"name":"app","image":"i","dependsOn":[{"containerName":"init","condition":"SUCCESS"},{"containerName":"slow","condition":"COMPLETE"}]},
                {"name":"init","image":"i","essential":false,"startTimeout":5},{"name":"slow","image":"i","essential":false}])",
          "containers: {init: {exit: {after: 4s}}, slow: {exit: {after: 20s}}}\nuntil: 21s")) ==
      "0 init started\n0 slow started\n4 init exited\n20 slow exited\n20 app started\n20 "
      "task_running\n");
  CHECK(
      events_of(simulated(
          R"([{"name":"app","image":"i","dependsOn":[{"containerName":"db","condition":"START"},{"containerName":"slow","condition":"COMPLETE"}]},
                {"name":"db","image":"i","startTimeout":5},{"name":"slow","image":"i","essential":false}])",
          "containers: {slow: {exit: {after: 20s}}}\nuntil: 21s")) ==
      "0 db started\n0 slow started\n20 slow exited\n20 app started\n20 task_running\n");
}

TEST_CASE("a check that fails again before the waiter starts keeps it back") {
  CHECK(
      events_of(simulated(
          R"([{"name":"app","image":"i","dependsOn":[{"containerName":"db","condition":"HEALTHY"},{"containerName":"init","condition":"COMPLETE"}]},
                {"name":"db","image":"i","healthCheck":{"command":["CMD","x"],"interval":5,"retries":1}},{"name":"init","image":"i","essential":false}])",
          "containers: {db: {unhealthy_after: 8s}, init: {exit: {after: 12s}}}\nuntil: 30s")) ==
      "0 db started\n0 init started\n5 db healthy\n10 db unhealthy\n12 init exited\n");
}

TEST_CASE("volumesFrom waits until the other is created and keeps it until the end") {
  const auto answer = simulated(
      R"([{"name":"app","image":"i","volumesFrom":[{"sourceContainer":"data"}]},{"name":"data","image":"i","essential":false,"dependsOn":[{"containerName":"init","condition":"COMPLETE"}]},
          {"name":"init","image":"i","essential":false}])",
      "containers: {init: {exit: {after: 2s}}, app: {exit: {after: 3s}}, data: {on_stop: {after: "
      "1s}}}");
  CHECK(
      events_of(answer) ==
      "0 init started\n2 init exited\n2 data started\n2 app started\n2 task_running\n5 app exited\n"
      "5 task_stopping\n5 data stop_signal\n6 data exited\n6 task_stopped\n");
}

TEST_CASE("the log router starts before what logs to it and ends after it") {
  CHECK(
      events_of(simulated(
          R"([{"name":"app","image":"i","logConfiguration":{"logDriver":"awsfirelens"}},{"name":"router","image":"i","firelensConfiguration":{"type":"fluentbit"}}])",
          "containers: {router: {start_delay: 2s}, app: {on_stop: {after: 3s}}}\nevents: [{at: 5s, "
          "stop_task: x}]")) ==
      "2 router started\n2 app started\n2 task_running\n5 task_stopping\n5 app stop_signal\n8 app "
      "exited\n"
      "8 router stop_signal\n8 router exited\n8 task_stopped\n");
}

}  // namespace gonogo
