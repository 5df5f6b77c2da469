// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "emulator/base/location.h"
#include "emulator/scenario/scenario.h"
#include "emulator/scenario/scenario_reader.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

std::string to_lines(const Findings& findings) {
  std::string text;
  for (const Finding& finding : findings) {
    text += to_text(finding.where) + "  " + finding.rule + "  " + finding.message + "\n";
    if (!finding.hint.empty()) text += "    " + finding.hint + "\n";
  }
  return text;
}

Findings findings_of_step(const std::string& step) {
  return read_scenarios(
             "scenario: s\nkind: unit\nsteps:\n  - http: GET ${task.a}\n    expect: {status: "
             "200}\n" +
                 step,
             "s.yaml")
      .findings;
}

}  // namespace

TEST_CASE("the scenarios of the sample product read without a finding") {
  int count = 0;
  const std::filesystem::path root(GONOGO_SOURCE);
  test::Stage stage;
  ScenarioReader reader(stage.world, root.string());
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root / "scenarios")) {
    if (!entry.is_regular_file()) continue;
    const std::string name = std::filesystem::relative(entry.path(), root).string();
    if (!is_scenario_file(name) || name.find("/steps/") != std::string::npos) continue;
    const ScenarioFile file = reader.read(
        test::read_text(entry.path().string()), name, entry.path(), [&](const std::string& path) {
          return Result<std::string>(test::read_text((root / path).string()));
        });
    INFO(name, "\n", to_lines(file.findings));
    CHECK(file.findings.empty());
    CHECK_FALSE(file.scenarios.empty());
    ++count;
  }
  CHECK(count >= 9);
}

TEST_CASE("a file is read whole") {
  const ScenarioFile file = read_scenarios(R"(scenario: A customer enters
kind: regression
issue: LAUNCH-1
tags: [raffle, smoke]
state: kept
timeout: 90s
vars: {email: ada@example.com}
examples: [{size: UK 8, left: 1}, {size: UK 9, left: 2}]
steps:
  - name: enter
    http: POST ${task.a}/x
    json: {email: "${email}"}
    timeout: 3s
    expect: {status: 201, json: {$.id: {gt: 0}}, headers: {X-A: b}, cookies: {sid: {exists: true}}}
    capture: {entry: $.id, t: {from: header X-T, filter: [trim], secret: true}}
    retry: {for: 2s, every: 50ms, backoff: 2, until: {status: 200}, unless: {status: 5xx}}
  - wait: {sql: SELECT 1, expect: {row: {n: 1}, error: {exists: false}}}
    for: 3s
finally:
  - redis: DEL x
---
scenario: Another
kind: unit
steps: [{exec: [x], report: {junit: r.xml}}]
)",
                                           "dir/s.yaml");
  CHECK(to_lines(file.findings) == "");
  REQUIRE(file.scenarios.size() == 3);
  const Scenario& first = file.scenarios[0];
  CHECK(first.id == "dir/s.yaml#A customer enters[1]");
  CHECK(file.scenarios[1].id == "dir/s.yaml#A customer enters[2]");
  CHECK(first.example == "UK 8, 1");
  CHECK(first.row.at("size").as_text() == "UK 8");
  CHECK(first.kept);
  CHECK(first.timeout == Milliseconds(90'000));
  CHECK(first.tags == std::vector<std::string>{"raffle", "smoke"});
  REQUIRE(first.steps.size() == 2);
  const Step& enter = first.steps[0];
  REQUIRE(enter.expect.size() == 4);
  CHECK(enter.expect[1].field == "$.id");
  CHECK(enter.expect[2].field == "header X-A");
  CHECK(enter.expect[3].field == "cookie sid");
  CHECK(enter.expect[0].where.mark == Mark{14, 22});
  CHECK(enter.captures[1].secret);
  CHECK(enter.retry->backoff == 2);
  CHECK(enter.where.mark.line == 10);
  const Step& wait = first.steps[1];
  CHECK(wait.retry->limit == Milliseconds(3'000));
  CHECK(wait.steps.at(0).expect.at(0).field == "row.n");
  CHECK(first.finally.size() == 1);
  CHECK_FALSE(first.has_report);
  CHECK(file.scenarios[2].has_report);
  CHECK(file.scenarios[2].id == "dir/s.yaml#Another");
}

TEST_CASE("what is wrong in a step is found") {
  struct Row {
    std::string step;
    std::string rule;
  };
  // clang-format off
  const Row rows[] = {
      {"  - htpp: GET ${task.a}", "no-verb"}, {"  - name: x", "no-verb"}, {"  - 7", "wrong-type"},
      {"  - {http: GET http://a/, sql: SELECT 1}", "several-verbs"},
      {"  - {sql: SELECT 1, json: {}}", "unknown-key"}, {"  - {sql: SELECT 1, expct: {}}", "unknown-key"},
      {"  - http: get ${task.a}", "wrong-request"}, {"  - http: GET", "wrong-request"}, {"  - http: GET /x", "wrong-request"},
      {"  - {http: POST http://a/, json: {}, body: x}", "conflicting-keys"}, {"  - {http: POST http://a/, multipart: {x: {type: a/b}}}", "missing-key"},
      {"  - {http: GET http://a/, headers: x}", "wrong-type"}, {"  - {http: GET http://a/, follow: maybe}", "wrong-type"},
      {"  - {sql: }", "wrong-type"}, {"  - {sql: SELECT 1, params: x}", "wrong-type"},
      {"  - redis: SET 'a", "bad-quoting"}, {"  - redis: []", "wrong-command"},
      {"  - {exec: x, in: backend}", "wrong-container"}, {"  - {exec: x, report: {tap: x, ctrf: y}}", "conflicting-keys"}, {"  - {exec: x, report: {}}", "missing-key"},
      {"  - {exec: x, report: }", "wrong-type"},
      {"  - {sql: SELECT 1, expect: {value: {}}}", "empty-expectation"}, {"  - {sql: SELECT 1, expect: {}}", "wrong-type"},
      {"  - {sql: SELECT 1, expect: {valeu: 1}}", "unknown-field"}, {"  - {sql: SELECT 1, expect: {status: 1}}", "unknown-field"},
      {"  - {sql: SELECT 1, expect: {value.x: 1}}", "unknown-field"}, {"  - {sql: SELECT 1, expect: {row: 1}}", "wrong-type"},
      {"  - {sql: SELECT 1, expect: {value: {a: 1}}}", "unknown-operator"}, {"  - {sql: SELECT 1, expect: {value: {eq: 1, a: 1}}}", "mixed-keys"},
      {"  - {sql: SELECT 1, expect: {count: \"1\"}}", "wrong-operand"}, {"  - {sql: SELECT 1, expect: {value: {exists: 1}}}", "wrong-operand"},
      {"  - {sql: SELECT 1, expect: {value: {type: text}}}", "wrong-operand"}, {"  - {sql: SELECT 1, expect: {value: {contains: \"\"}}}", "wrong-operand"},
      {"  - {sql: SELECT 1, expect: {value: {one_of: []}}}", "wrong-operand"}, {"  - {sql: SELECT 1, expect: {value: {matches: \"(\"}}}", "bad-pattern"},
      {"  - {sql: SELECT 1, expect: {value: {matches: \".*\"}}}", "wrong-operand"},
      {"  - {sql: SELECT 1, expect: {value: {lt: [1]}}}", "wrong-operand"}, {"  - {sql: SELECT 1, expect: {duration: {lt: soon}}}", "wrong-operand"},
      {"  - {sql: SELECT 1, expect: {value: {schema: {typ: x}}}}", "bad-schema"}, {"  - {sql: SELECT 1, expect: {value: {snapshot: {}}}}", "wrong-operand"},
      {"  - {sql: SELECT 1, expect: {value: {filter: [trim]}}}", "empty-expectation"}, {"  - {sql: SELECT 1, expect: {value: {filter: [trm], eq: x}}}", "unknown-filter"},
      {"  - {sql: SELECT 1, expect: {value: {not: {a: 1}}}}", "unknown-operator"}, {"  - {sql: SELECT 1, expect: {value: {all: {type: x}}}}", "wrong-operand"},
      {"  - {http: GET http://a/, expect: {status: abc}}", "wrong-operand"}, {"  - {http: GET http://a/, expect: {status: {not: \"500\"}}}", "wrong-operand"},
      {"  - {http: GET http://a/, expect: {json: {$.: 1}}}", "bad-json-path"}, {"  - {http: GET http://a/, expect: {json: {a: 1}}}", "unknown-operator"},
      {"  - {http: GET http://a/, expect: {xpath: {\"//[\": 1}}}", "bad-xpath"}, {"  - {exec: x, expect: {cookie x: 1}}", "unknown-field"},
      {"  - {sql: SELECT 1, capture: {x: nothing}}", "unknown-field"}, {"  - {sql: SELECT 1, capture: {x: {form: value}}}", "missing-key"},
      {"  - {sql: SELECT 1, retry: {every: 1s}}", "missing-key"}, {"  - {sql: SELECT 1, retry: {for: 2}}", "wrong-type"}, {"  - {sql: SELECT 1, retry: {for: 2s, backoff: 0}}", "wrong-type"},
      {"  - {sql: SELECT 1, skip: }", "no-reason"}, {"  - {sql: SELECT 1, if: {x: 1}}", "wrong-condition"}, {"  - {sql: SELECT 1, for_each: {a: 1}}", "wrong-type"},
      {"  - {sql: \"SELECT ${\"}", "bad-placeholder"}, {"  - {sql: \"SELECT ${uid()}\"}", "bad-placeholder"}, {"  - {sql: SELECT 1, timeout: 5}", "wrong-type"},
      {"  - wait: {sql: SELECT 1}", "wait-without-expect"}, {"  - wait: {wait: {sql: x, expect: {value: 1}}}", "wrong-wait"}, {"  - {wait: {sql: x, expect: {value: 1}}, expect: {value: 1}}", "unknown-key"},
      {"  - wait: {sql: x, expect: {value: 1}, retry: {for: 1s}}", "wrong-wait"},
      {"  - include: x.yaml", "missing-file"}, {"  - fault: {kill: a/b, stop: a}", "wrong-fault"}, {"  - {fault: {kill: a/b}, for: 1s}", "wrong-fault"}, {"  - fault: {loss: {to: a, percent: 0}}", "wrong-fault"}, {"  - fault: {latency: {to: a}}", "missing-key"}, {"  - browser: []", "wrong-type"}, {"  - browser: [{clik: x}]", "unknown-action"}, {"  - browser: [{click: {css: a, xpath: b}}]", "wrong-target"}, {"  - browser: [{type: {into: x}}]", "missing-key"}, {"  - {browser: [{see: x}], size: big}", "wrong-size"}, {"  - manual: ''", "wrong-type"}, {"  - fixtures: [x.txt]", "wrong-fixture"}, {"  - fixtures: {t: []}", "wrong-type"}, {"  - fixtures: x.sql", "wrong-type"},
  };
  // clang-format on
  for (const Row& row : rows) {
    INFO(row.step);
    const Findings findings = findings_of_step(row.step);
    INFO(to_lines(findings));
    REQUIRE_FALSE(findings.empty());
    CHECK(findings[0].rule == row.rule);
    CHECK(findings[0].where.mark.line == 6);
    CHECK(has_errors(findings));
  }
}

TEST_CASE("what is wrong with a scenario is found") {
  const std::string steps = "steps: [{sql: SELECT 1, expect: {value: 1}}]\n";
  // clang-format off
  const std::pair<std::string, std::string> rows[] = {
      {"", "no-scenario"}, {"just text\n", "wrong-type"}, {"scenario: [\n", "bad-yaml"},
      {"kind: unit\n" + steps, "missing-key"}, {"scenario: s\n" + steps, "missing-key"}, {"scenario: s\nkind: unti\n" + steps, "unknown-value"},
      {"scenario: s\nkind: regression\n" + steps, "missing-key"}, {"scenario: s\nkind: unit\nstate: clean\n" + steps, "unknown-value"},
      {"scenario: s\nkind: unit\nsteps: []\n", "no-checks"}, {"scenario: s\nkind: unit\nsteps: [{sql: SELECT 1}]\n", "no-checks"},
      {"scenario: s\nkind: unit\nsteps: [{sql: SELECT 1, retry: {for: 1s, until: {value: 1}}}]\n", "no-checks"},
      {"scenario: s\nkind: unit\n", "missing-key"}, {"scenario: s\nkind: unit\nsetps: []\n" + steps, "unknown-key"},
      {"scenario: s\nkind: unit\n" + steps + "---\nscenario: s\nkind: unit\n" + steps, "duplicate-name"},
      {"scenario: s\nkind: unit\nexamples: []\n" + steps, "no-examples"}, {"scenario: s\nkind: unit\nexamples: [{a: 1}, {b: 1}]\n" + steps, "uneven-examples"},
      {"scenario: s\nkind: unit\nexamples: rows.csv\n" + steps, "missing-file"}, {"scenario: s\nkind: unit\nsecrets: x\n" + steps, "wrong-type"},
      {"scenario: s\nkind: unit\ntimeout: 0\n" + steps, "wrong-value"}, {"scenario: s\nkind: unit\nskip:\n" + steps, "no-reason"},
      {"scenario: s\nkind: unit\nvars: {a: \"${\"}\n" + steps, "bad-placeholder"},
  };
  // clang-format on
  for (const auto& row : rows) {
    INFO(row.first);
    const Findings findings = read_scenarios(row.first, "s.yaml").findings;
    INFO(to_lines(findings));
    REQUIRE_FALSE(findings.empty());
    CHECK(findings[0].rule == row.second);
  }
}

TEST_CASE("the words of findings") {
  const ScenarioFile file = read_scenarios(R"(scenario: A customer enters
kind: acceptnce
steps:
  - nmae: enter
    http: POST /api/entries
    json: {email: "${email}"}
    expect:
      status: "201"
      json: {$.state: {contians: accepted}, "$.id[": 1}
  - sqll: SELECT 1
  - redis: GET x
    expect: {valeu: 1, value: {eq: 1, smaller: 2}}
  - fault: {kill: backend/app}
)",
                                           "scenarios/enter.yaml");
  CHECK(test::golden("scenario/findings", to_lines(file.findings)));
}

TEST_CASE("a bracket in a flow mapping is told from other broken YAML") {
  const ScenarioFile file = read_scenarios(
      "scenario: s\nkind: unit\nsteps:\n  - http: GET ${task.a}\n    expect: {json: {$.a[0].b: "
      "1}}\n",
      "s.yaml");
  INFO(to_lines(file.findings));
  REQUIRE(file.findings.size() == 1);
  CHECK(file.findings[0].hint.find("quote what has brackets") != std::string::npos);
}

TEST_CASE("an example knows where its row stands: in the file, or in a table beside it") {
  test::Stage stage;
  stage.files = {{"sizes.csv", "size\nUK 8\nUK 9\n"}};
  const std::string steps = "steps: [{sql: SELECT 1, expect: {value: 1}}]\n";
  const auto written = stage.read(
      "scenario: s\nkind: unit\nexamples:\n  - {size: a, b: c}\n"
      "  - size: UK 9\n    b: d\n" +
      steps);
  REQUIRE(written.scenarios.size() == 2);
  CHECK(written.scenarios[0].row_where.mark.line == 4);
  CHECK(written.scenarios[0].row_end == 4);
  CHECK(written.scenarios[1].row_where.mark.line == 5);
  CHECK(written.scenarios[1].row_end == 6);
  const auto table = stage.read("scenario: s\nkind: unit\nexamples: sizes.csv\n" + steps);
  REQUIRE(table.scenarios.size() == 2);
  CHECK(table.scenarios[1].row_where.file == "sizes.csv");
  CHECK(table.scenarios[1].row_where.mark.line == 3);
}
