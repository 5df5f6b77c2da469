// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/location.h"
#include "emulator/scenario/unknown_names.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

const KnownNames known{.variables = {"base", "email"},
                       .tasks = {{"frontend", "backend"}},
                       .containers = {{"backend/app", "frontend/web"}},
                       .services = {{"mysql"}},
                       .secrets = {{"launches/token"}}};

std::vector<Scenario> read(const std::string& steps, const std::string& head = "") {
  ScenarioFile file = read_scenarios(
      "scenario: s\nkind: unit\n" + head + "steps:\n" + steps, "s.yaml",
      [](const std::string&) -> Result<std::string> {
        return std::string("vars: {size: 1}\nsteps:\n  - exec: echo ${size} ${who} ${email}\n"
                           "    expect: {exit: 0}\n    capture: {said: stdout}\n");
      });
  REQUIRE(file.findings.empty());
  return std::move(file.scenarios);
}

/// "line:column name" of each, joined.
std::string unknown(const std::string& steps, const std::string& head = "") {
  std::string text;
  for (const Finding& finding : unknown_names(read(steps, head), known))
    text += (text.empty() ? "" : "\n") + to_text(finding.where) + " " + finding.message;
  return text;
}

}  // namespace

TEST_CASE("a name is known from where it is defined") {
  struct Row {
    const char* steps;
    const char* head;
  };
  for (const Row& row : std::vector<Row>{
           {"  - {http: 'GET ${base}/${email}', expect: {status: 200}}\n", ""},
           {"  - {http: 'GET ${task.frontend}/${mine}', expect: {status: 200}}\n", "vars: {mine: 1}\n"},
           {"  - {http: 'GET ${task.frontend}/${size}', expect: {status: 200}}\n",
            "examples: [{size: UK 9}]\n"},
           {"  - {exec: 'echo 1', expect: {exit: 0}, capture: {one: stdout}}\n"
            "  - {exec: 'echo ${one} ${one.part}', expect: {exit: 0}}\n",
            ""},
           {"  - {exec: 'echo ${it}', for_each: {it: [1, 2]}, expect: {exit: 0}}\n", ""},
           {"  - {exec: 'true', expect: {exit: 0}}\n"
            "  - wait: {exec: 'echo 1', expect: {exit: 0}, capture: {one: stdout}}\n"
            "  - {exec: 'echo ${one}', expect: {exit: 0}}\n",
            ""},
           {"  - {include: part.yaml, with: {who: me}, as: part}\n"
            "  - {exec: 'echo ${part.said}', expect: {exit: 0}}\n",
            ""},
           {"  - {exec: 'echo ${service.mysql.host} ${secret.launches/token} ${env.HOME} ${uuid()}', "
            "expect: {exit: 0}}\n",
            ""},
           {"  - {exec: 'echo $${not_ours}', expect: {exit: 0}}\n", ""},
           {"  - {exec: 'echo 1', expect: {exit: 0}, capture: {one: stdout}}\n"
            "finally:\n  - {exec: 'echo ${one}', expect: {exit: 0}}\n",
            ""}}) {
    CAPTURE(row.steps);
    CHECK(unknown(row.steps, row.head) == "");
  }
}

TEST_CASE("what nothing before the step defines is told with its place and the nearest name") {
  struct Row {
    const char* steps;
    const char* told;
  };
  for (const Row& row : std::vector<Row>{
           {"  - {exec: 'echo ${emial}', expect: {exit: 0}}\n",
            "s.yaml:4:12 there is no variable \"emial\"; did you mean \"email\"?"},
           {"  - {exec: 'echo ${one}', expect: {exit: 0}, capture: {one: stdout}}\n",
            "s.yaml:4:12 there is no variable \"one\""},
           {"  - {exec: 'true', expect: {exit: 0}}\n  - {exec: 'echo', expect: {stdout: '${later}'}}\n",
            "s.yaml:5:37 there is no variable \"later\""},
           {"  - {exec: 'echo ${it}', for_each: {it: [1]}, expect: {exit: 0}}\n"
            "  - {exec: 'echo ${it}', expect: {exit: 0}}\n",
            "s.yaml:5:12 there is no variable \"it\""},
           {"  - {exec: 'true', if: {'${on}': 1}, expect: {exit: 0}}\n",
            "s.yaml:4:24 there is no variable \"on\""},
           {"  - {include: part.yaml}\n",
            "part.yaml:3:11 there is no variable \"who\""},
           {"  - {http: 'GET ${task.frontnd}/', expect: {status: 200}}\n",
            "s.yaml:4:12 there is no task \"frontnd\"; did you mean \"frontend\"?"},
           {"  - {exec: 'echo ${service.msql.port}', expect: {exit: 0}}\n",
            "s.yaml:4:12 there is no service \"msql\"; did you mean \"mysql\"?"},
           {"  - {exec: 'echo ${secret.launches/tokn}', expect: {exit: 0}}\n",
            "s.yaml:4:12 there is no secret \"launches/tokn\"; did you mean \"launches/token\"?"}}) {
    CAPTURE(row.steps);
    CHECK(unknown(row.steps) == row.told);
  }
}

TEST_CASE("a task, a container or a service that a step is about is looked up before anything starts") {
  struct Row {
    const char* step;
    const char* told;
  };
  for (const Row& row : std::vector<Row>{
           {"{exec: 'true', in: backend/app, expect: {exit: 0}}", ""},
           {"{exec: 'true', in: 'backend/${env.SIDE}', expect: {exit: 0}}", ""},
           {"{fault: {kill: mysql}}", ""},
           {"{fault: {latency: {to: mysql, from: backend, delay: 1s}}}", ""},
           {"{exec: 'true', in: backend/ap, expect: {exit: 0}}",
            "s.yaml:4:24 there is no container \"backend/ap\"; did you mean \"backend/app\"?"},
           {"{wait: {exec: 'true', in: a/b, expect: {exit: 0}}}",
            "s.yaml:4:31 there is no container \"a/b\""},
           {"{sql: SELECT 1, service: msql, expect: {value: 1}}",
            "s.yaml:4:30 there is no service \"msql\"; did you mean \"mysql\"?"},
           {"{fault: {restart: redis}}", "s.yaml:4:23 there is no service \"redis\""},
           {"{fault: {stop: mysql}}", "s.yaml:4:20 there is no task \"mysql\""},
           {"{fault: {pause: backend}}",
            "s.yaml:4:21 there is no container or service \"backend\""},
           {"{fault: {blackhole: {to: mysq}}}",
            "s.yaml:4:30 there is no task or service \"mysq\"; did you mean \"mysql\"?"}}) {
    CAPTURE(std::string(row.step));
    const std::string checked = "  - {exec: 'true', expect: {exit: 0}}\n";
    CHECK(unknown(std::string("  - ") + row.step + "\n" + checked) == row.told);
  }
  // Where no project is known nothing is missed.
  CHECK(unknown_names(read("  - {exec: 'true', in: a/b, expect: {exit: 0}}\n", ""), {}).empty());
}

TEST_CASE("an example's rows tell a name once, and what still may come is a warning") {
  KnownNames open;
  open.unknown_variable = Finding::Level::warning;
  const auto scenarios = read("  - {http: 'GET ${task.x}/${who}', expect: {status: 200}}\n",
                              "examples: [{size: 1}, {size: 2}]\n");
  REQUIRE(scenarios.size() == 2);
  const Findings findings = unknown_names(scenarios, open);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].level == Finding::Level::warning);
  CHECK(findings[0].rule == "unknown-variable");
  CHECK(findings[0].hint.find("--set who=") != std::string::npos);
}

TEST_CASE("a secret is the name of something, and a wait that can't be read names nothing") {
  const std::string step = "  - {exec: 'echo 1', expect: {exit: 0}, capture: {pin: stdout}}\n";
  CHECK(unknown(step, "secrets: [pin, email, mine]\nvars: {mine: 1}\n") == "");
  CHECK(unknown(step, "secrets: [pni]\n") == "s.yaml:1:1 there is no variable \"pni\"; did you mean \"pin\"?");
  for (const char* wait : {"{htpp: GET http://a/, expect: {status: 200}}", "3s", "[]", "{}"}) {
    CAPTURE(std::string(wait));
    const ScenarioFile file = read_scenarios(
        "scenario: s\nkind: unit\nsteps:\n  - wait: " + std::string(wait) + "\n", "s.yaml",
        [](const std::string&) -> Result<std::string> { return std::string(); });
    CHECK(has_errors(file.findings));
    CHECK(unknown_names(file.scenarios, known).empty());
  }
}
