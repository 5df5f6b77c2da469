// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/parity.h"

#include <doctest/doctest.h>

#include <set>

#include "emulator/io/document.h"
#include "emulator/project/plan.h"
#include "emulator/project/plan_parts.h"
#include "emulator/task/parameters.h"
#include "emulator/task/read.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

constexpr const char* definition =
    R"({"family":"f","requiresCompatibilities":["FARGATE"],"networkMode":"awsvpc","cpu":"256","memory":"512",
 "proxyConfiguration":{"containerName":"app","properties":[{"name":"ProxyIngressPort","value":"1"},{"name":"ProxyEgressPort","value":"2"},{"name":"AppPorts","value":"3"},{"name":"IgnoredUID","value":"4"}]},
 "volumes":[{"name":"v","efsVolumeConfiguration":{"fileSystemId":"fs-1"}}],
 "containerDefinitions":[{"name":"app","image":"i","interactive":true,"pseudoTerminal":false,"links":[],"linuxParameters":{"initProcessEnabled":true},
  "mountPoints":[{"sourceVolume":"v","containerPath":"/v"}],"healthCheck":{"command":["CMD","x"]}},{"name":"side","image":"i"}]})";

EnvironmentPlan noted(bool exact_health) {
  static const Project project{};
  static const SecretStore secrets{};
  EnvironmentPlan plan;
  const auto reading = read_task_definition(definition, "t.json");
  REQUIRE(reading.accepted());
  plan.tasks.push_back(
      {.name = "web", .definition = *reading.definition, .exact_health = exact_health});
  note_parity({.project = project, .environment = "e", .secrets = secrets}, plan);
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

TEST_CASE("the table of parity names parameters that there are") {
  for (const ParameterParity& row : parameter_parities()) {
    CAPTURE(row.parameter);
    const size_t dot = row.parameter.find('.');
    const std::string_view first = row.parameter.substr(0, dot);
    const Parameter* parameter = find_parameter("task", first);
    REQUIRE(parameter != nullptr);
    if (dot != std::string_view::npos)
      CHECK(find_parameter(parameter->of, row.parameter.substr(dot + 1)) != nullptr);
  }
}
