// SPDX-License-Identifier: Apache-2.0
// AWS's own client asks for the task role's credentials, from inside a task.
#include <doctest/doctest.h>

#include "emulator/environment/supervisor/endpoints.h"
#include "tests/live/engine_contract/engine_harness.h"

namespace gonogo::test {
namespace {

constexpr const char* script =
    "import boto3\n"
    "c = boto3.Session(region_name='eu-west-1').get_credentials()\n"
    "f = c.get_frozen_credentials()\n"
    "print(c.method, f.access_key[:4], len(f.access_key), f.token[:6])\n";

TEST_CASE("boto3 obtains the role's credentials at 169.254.170.2, beside an app on port 80" *
          isolation()) {
  EngineHarness world;
  EnvironmentPlan plan{.environment = "e", .project = "shop", .region = "eu-west-1"};
  TaskPlan task{.name = "t", .task_id = "0123", .address = "198.18.0.20"};
  task.definition.task_role = "arn:aws:iam::123456789012:role/shop";
  ContainerSpec container = world.shell("a", "");
  container.root = {"/"};  // this machine's own files: boto3 is among them
  container.argv = {"/usr/bin/python3", "-c", script};
  container.environment = {
      {"PATH", Secret("/usr/bin:/bin")},
      {"HOME", Secret("/nowhere")},
      {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", Secret("/v2/credentials/0123")}};
  task.containers = {container};
  plan.tasks = {task};

  const SystemClock clock;
  Logs logs(world.loop(), clock, "/nowhere");
  Timeline timeline(clock, clock.now());
  const Hands hands{world.loop(), clock, world.engine(), logs, timeline};
  std::vector<std::unique_ptr<TaskDriver>> tasks;
  tasks.push_back(std::make_unique<TaskDriver>(plan.tasks[0], 1.0, hands, [] {}));
  Faults faults(plan, hands, tasks, [](const ServicePlan&) { return Result<Done>(Done{}); });
  Endpoints endpoints(plan, hands, tasks, faults);
  REQUIRE(endpoints.listen());

  world.start(world.shell("web", "nc -l -p 80"));  // binds every address of the task
  REQUIRE(world.wait<engine_event::Started>("t/web") != nullptr);
  world.start(container);
  REQUIRE(world.wait<engine_event::Exited>("t/a", Milliseconds(60'000)) != nullptr);
  CHECK(world.output("t/a") == "container-role ASIA 20 gonogo\n");
}

}  // namespace
}  // namespace gonogo::test
