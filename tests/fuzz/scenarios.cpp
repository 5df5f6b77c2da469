// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/run/tag_expression.h"
#include "emulator/scenario/csv.h"
#include "emulator/scenario/gherkin_scenarios.h"
#include "emulator/scenario/har_scenario.h"
#include "emulator/scenario/json_path.h"
#include "emulator/scenario/placeholder.h"
#include "emulator/scenario/shell_words.h"
#include "emulator/scenario/test_report.h"
#include "emulator/scenario/yaml_text.h"
#include "tests/fuzz/targets.h"

namespace gonogo::fuzz {
namespace {

void check_file(const ScenarioFile& file) {
  for (const Finding& finding : file.findings)
    hold(!finding.rule.empty() && !finding.message.empty(), "a finding has a rule and a message");
  if (has_errors(file.findings)) return;
  for (const Scenario& scenario : file.scenarios)
    hold(!scenario.id.empty() && !scenario.name.empty(), "a scenario has an id and a name");
}

void scenario(std::string_view text) { check_file(read_scenarios(text, "s.yaml")); }

void feature(std::string_view text) {
  static const gherkin::Dialects dialects = gherkin::english();
  check_file(read_feature(text, "s.feature", dialects, {}));
}

void har(std::string_view text) {
  const auto recording = parse_json(text, "r.har");
  if (!recording) return;
  const auto made = scenario_of_har(*recording, "visit", {});
  if (!made) return;
  const auto again = parse_yaml(to_yaml(*made), "s.yaml");
  hold(again && again->size() == 1 && again->front() == *made,
       "a recording is written as it was read");
  check_file(read_scenarios(to_yaml(*made), "s.yaml"));
}

void check_report(const Result<std::vector<CaseResult>>& cases) {
  if (!cases) return hold(!cases.error().code.empty(), "a refusal has a code");
  hold(!cases->empty(), "a report that is taken has a case");
}

void junit(std::string_view text) { check_report(read_junit(text, "r.xml")); }
void tap(std::string_view text) { check_report(read_tap(text, "r.tap")); }
void ctrf(std::string_view text) { check_report(read_ctrf(text, "r.json")); }

void json_path(std::string_view text) {
  static const auto document =
      parse_json(R"({"a":[{"b":1,"c":"x"},{"b":2},[3,[4]]],"d e":{"f":null}})", "d");
  const auto path = parse_json_path(text);
  if (!path) return;
  const size_t found = path->select(*document).size();
  hold(!path->singular() || found <= 1, "a singular path finds one node at most");
}

void csv(std::string_view text) {
  if (const auto rows = parse_csv(text, "t.csv"))
    for (const Value& row : *rows) hold(row.is_object(), "a row is a mapping");
}

void words(std::string_view text) {
  const auto found = split_words(text);
  // A placeholder stands for one word, whatever quotes are in it; a shell knows none.
  if (!found || join(*found, " ").find("${") != std::string::npos) return;
  const auto again = split_words(command_line(*found));
  hold(again && *again == *found, "a command line that is written is split as before");
}

void placeholder(std::string_view text) { (void)placeholders_of(text); }

void tags(std::string_view text) { (void)parse_tag_expression(std::string(text)); }

constexpr Target scenarios_table[] = {
    {"scenario", scenario,
     "scenario: A customer enters\nkind: acceptance\ntags: [smoke]\nexamples: [{size: 8}, {size: "
     "9}]\nsteps:\n"
     "  - http: POST ${task.web}/entries\n    json: {size: \"${size}\"}\n"
     "    expect: {status: 201, json: {$.id: {type: integer, gt: 0}}}\n    capture: {id: $.id}\n"
     "  - sql: SELECT state FROM entries WHERE id = ?\n    params: [\"${id}\"]\n    expect: {rows: "
     "[[accepted]]}\n"
     "  - wait: {redis: GET x, expect: {value: \"1\"}}\n    for: 2s\nfinally: [{exec: [true]}]\n"},
    {"feature", feature,
     "@smoke\nFeature: Raffle\n  Background:\n    Given the raffle is open\n  Rule: once\n"
     "    Scenario Outline: enter <size>\n      When I enter\n        \"\"\"json\n        {}\n     "
     "   \"\"\"\n"
     "      Then I see\n        | a | b |\n      Examples:\n        | size |\n        | 8    |\n"},
    {"har", har,
     R"({"log":{"version":"1.2","entries":[{"_resourceType":"fetch","request":{"method":"POST","url":"http://127.0.0.1:8080/api?x=1",
 "headers":[{"name":"Content-Type","value":"application/json"}],"postData":{"mimeType":"application/json","text":"{\"a\":1}"}},
 "response":{"status":201,"headers":[],"content":{"mimeType":"application/json","text":"{\"id\":7,\"at\":\"2026-01-01T00:00:00Z\"}"}}}]}})"},
    {"junit", junit,
     "<testsuites><testsuite name=\"a\" tests=\"2\"><testcase name=\"x\" time=\"0.1\"/><testcase "
     "name=\"y\">"
     "<failure message=\"m\">t</failure></testcase></testsuite></testsuites>"},
    {"tap", tap,
     "TAP version 14\n1..2\nok 1 - a # SKIP no\n# Subtest: b\n    ok 1 - c\n    1..1\nnot ok 2 - "
     "b\n  ---\n  message: m\n  ...\n"},
    {"ctrf", ctrf,
     R"({"results":{"tool":{"name":"t"},"summary":{"tests":1,"passed":1,"failed":0},"tests":[{"name":"a","status":"passed","duration":1}]}})"},
    {"json-path", json_path, "$.a[?@.b > 1 && match(@.c, 'x.*')]['b', 0:2:1]..*"},
    {"csv", csv, "a,b\n1,\"x \"\"y\"\"\n\"\n,\n"},
    {"words", words, "SET 'a b' \"c\\\"d\" e\\ f"},
    {"placeholder", placeholder, "${a} $${b} ${env.X:-y} ${service.mysql.host} ${random(1, 6)}"},
    {"tags", tags, "(smoke or @slow) and not wip"},
};

}  // namespace

std::span<const Target> scenario_targets() { return scenarios_table; }

}  // namespace gonogo::fuzz
