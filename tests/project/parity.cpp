// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/parity.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/project/plan.h"
#include "emulator/project/plan_parts.h"
#include "emulator/task/parameters.h"
#include "emulator/task/read.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

constexpr const char* web_definition =
    R"({"family":"f","requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc","cpu":"256","memory":"512",
 "proxyConfiguration":{"containerName":"app","properties":[{"name":"ProxyIngressPort","value":"1"},{"name":"ProxyEgressPort","value":"2"},{"name":"AppPorts","value":"3"},{"name":"IgnoredUID","value":"4"}]},
 "volumes":[{"name":"v","efsVolumeConfiguration":{"fileSystemId":"fs-1"}}],
 "containerDefinitions":[{"name":"app","image":"i","interactive":true,"pseudoTerminal":false,"links":[],"linuxParameters":{"initProcessEnabled":true},
  "mountPoints":[{"sourceVolume":"v","containerPath":"/v"}],"healthCheck":{"command":["CMD","x"]}},{"name":"side","image":"i"}]})";

EnvironmentPlan noted(bool exact_health, const char* text = web_definition, bool control_groups = true) {
  static const Project project{};
  static const SecretStore secrets{};
  EnvironmentPlan plan;
  const auto reading = read_task_definition(text, "t.json");
  REQUIRE(reading.accepted());
  plan.tasks.push_back(
      {.name = "web", .definition = *reading.definition, .exact_health = exact_health});
  note_parity({.project = project,
               .environment = "e",
               .secrets = secrets,
               .limits_memory = control_groups,
               .shares_cpu = control_groups},
              plan);
  list_parameters(plan);
  return plan;
}

}  // namespace

TEST_CASE(
    "each parameter of this run's definitions is told once: mirrored, approximated, not mirrored") {
  std::string lines;
  for (const ParameterLine& line : noted(false).parameters)
    lines += line.parameter + ": " + std::string(to_text(line.state)) + " " + line.id + " " +
             line.text + "\n";
  CHECK(test::golden("project/parity", lines));
}

TEST_CASE("what this run does not differ in is mirrored, and counted") {
  const auto eager = noted(false);
  const auto exact = noted(true);
  CHECK(exact.mirrored == eager.mirrored + 1);
}

TEST_CASE("terminal and app-mesh are told as not mirrored") {
  std::set<std::string> ids;
  for (const Approximation& each : noted(true).not_mirrored) ids.insert(each.id);
  CHECK(ids.contains("terminal"));
  CHECK(ids.contains("app-mesh"));
}

TEST_CASE("tmpfs is told as not mirrored, volumes of EBS and S3 Files by volume-state") {
  const auto plan = noted(
      true,
      R"({"family":"f","requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc","cpu":"256","memory":"512",
 "volumes":[{"name":"v","configuredAtLaunch":true},{"name":"s","s3filesVolumeConfiguration":{"fileSystemArn":"arn:aws:s3files:eu-west-1:123456789012:file-system/fs-1"}}],
 "containerDefinitions":[{"name":"app","image":"i","linuxParameters":{"tmpfs":[{"containerPath":"/t","size":1}]},
  "mountPoints":[{"sourceVolume":"v","containerPath":"/v"}]}]})");
  REQUIRE(plan.not_mirrored.size() == 1);
  CHECK(plan.not_mirrored[0].id == "tmpfs");
  const auto told =
      std::find_if(plan.approximations.begin(), plan.approximations.end(),
                   [](const Approximation& each) { return each.id == "volume-state"; });
  REQUIRE(told != plan.approximations.end());
  CHECK(told->text.find("S3 Files") != std::string::npos);
  CHECK(told->text.find("configured at launch") != std::string::npos);
}

TEST_CASE("without control groups memory and cpu are told as approximated, each under its own id") {
  constexpr const char* limited =
      R"({"family":"f","requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc","cpu":"256","memory":"512",
 "containerDefinitions":[{"name":"app","image":"i","cpu":128,"memory":256,"memoryReservation":128}]})";
  const auto ids_of = [&](bool control_groups) {
    std::string ids;
    for (const ParameterLine& line : noted(true, limited, control_groups).parameters)
      if (line.state != ParityState::mirrored) ids += line.parameter + " " + line.id + "\n";
    return ids;
  };
  CHECK(ids_of(true) == "cpu cpu-shares\ncontainerDefinitions.cpu cpu-shares\n");
  CHECK(ids_of(false) == "cpu no-cpu-shares\nmemory no-memory-limit\n"
                         "containerDefinitions.cpu no-cpu-shares\n"
                         "containerDefinitions.memory no-memory-limit\n"
                         "containerDefinitions.memoryReservation no-memory-limit\n");
}

TEST_CASE("windows-platform: a task for Windows is never told as mirrored") {
  const auto plan = noted(true, R"({"family":"f","requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc","cpu":"1024","memory":"2048",
 "runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2022_CORE"},"containerDefinitions":[{"name":"app","image":"i"}]})");
  REQUIRE(plan.not_mirrored.size() == 1);
  CHECK(plan.not_mirrored[0].id == "windows-platform");
}

TEST_CASE("the table of parity names parameters that there are") {
  for (const ParameterParity& row : parameter_parities()) {
    CAPTURE(row.parameter);
    std::string_view shape = "task";
    for (const std::string& name : split(row.parameter, '.')) {
      const Parameter* parameter = find_parameter(shape, name);
      REQUIRE(parameter != nullptr);
      shape = parameter->of;
    }
  }
}
