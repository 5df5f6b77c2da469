// SPDX-License-Identifier: Apache-2.0
// Every id that a feature, a recording or a filter can be told about, with its words and its place.
#include <doctest/doctest.h>

#include "emulator/scenario/browser_host.h"
#include "emulator/scenario/gherkin_scenarios.h"
#include "emulator/scenario/har_scenario.h"
#include "emulator/task/read.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

struct FeatureCase {
  std::string code;
  std::string lines;  ///< of the scenario
};

const std::vector<FeatureCase>& cases() {
  // clang-format off
  static const std::vector<FeatureCase> all{
      {"ambiguous-phrase", "Then I see \"x\"\n"},
      {"bad-gherkin", "Given the product is running\n    nonsense\n"},
      {"bad-json", "When I send a POST request to \"http://a/\" with:\n      \"\"\"\n      {\"a\": ${x}}\n      \"\"\"\n"},
      {"cannot-wait", "Given within 2 seconds, the table \"x\" is empty\n"},
      {"checks-nothing", "Then \"state\" is \"ok\"\n"},
      {"no-doc-string", "When I send a POST request to \"http://a/\" with body:\n"},
      {"no-table", "Then the query \"SELECT 1\" returns:\n"},
      {"nothing-before", "Then the response status is 200\n"},
      {"unused-argument", "When I send a GET request to \"http://a/\"\n    Then the response status is 200\n      | a | b |\n"},
  };
  // clang-format on
  return all;
}

std::string feature_of(const std::string& lines) {
  return "Feature: f\n  Scenario: s\n    " + lines;
}

ScenarioFile read_script(const std::string& text, const std::vector<Phrase>& phrases = {}) {
  return read_feature(text, "f/a.feature", gherkin::english(), phrases);
}

bool pinned(const std::string& code, const std::string& input, const std::string& told) {
  return golden("scenario/errors/" + code, input + "\n" + told);
}

std::string told(const std::string& file, const std::string& text, const Findings& findings) {
  return to_text(TaskReading{.file = file, .findings = findings}, text);
}

}  // namespace

TEST_CASE("the words of every id of features are pinned") {
  Findings none;
  const auto phrases = read_phrases(
      "- phrase: I see {what}\n  steps: [{http: GET http://a/, expect: {status: 200}}]\n",
      "f/phrases.yaml", none);
  for (const FeatureCase& each : cases()) {
    CAPTURE(each.code);
    const std::string text = feature_of(each.lines);
    const ScenarioFile file = read_script(text, phrases);
    REQUIRE(!file.findings.empty());
    CHECK(file.findings[0].rule == each.code);
    CHECK(file.findings[0].where.mark.line > 2);
    CHECK(pinned(each.code, text, told(file.file, text, file.findings)));
  }
}

TEST_CASE("a language that is not there is told once, with where to get it") {
  const std::string text = "# language: de\nFunktionalität: f\n  Szenario: s\n    Wenn a\n";
  const ScenarioFile file = read_script(text);
  CHECK(file.findings.size() == 1);
  CHECK(golden("scenario/foreign_language", text + "\n" + told(file.file, text, file.findings)));
}

TEST_CASE("the words for phrases, recordings, filters and a machine without a browser are pinned") {
  const std::string phrase = "- phrase: 'an {open brace'\n  steps: [{http: GET http://a/}]\n";
  Findings findings;
  (void)read_phrases(phrase, "f/phrases.yaml", findings);
  CHECK(pinned("bad-phrase", phrase, told("f/phrases.yaml", phrase, findings)));

  Stage stage;
  const std::string feature = feature_of("Then it's \"Ada\" who wins\n");
  const ScenarioFile undefined = read_script(feature);
  REQUIRE(undefined.findings.empty());
  const Attempt attempt = run_scenario(undefined.scenarios[0], stage.context, stage.cases);
  REQUIRE(attempt.steps[0].error);
  CHECK(pinned("undefined-phrase", feature, to_text(*attempt.steps[0].error)));

  const auto har = scenario_of_har(Value::object(), "s", {});
  REQUIRE(!har);
  CHECK(pinned("bad-har", "{}\n", to_text(har.error())));

  stage.environment.sql_client.answer = [](auto&, auto&) {
    return Result<SqlOutcome>(SqlOutcome{.result = {.columns = {"a"}, .rows = {{Value("five")}}}});
  };
  const std::string filter =
      "steps: [{sql: SELECT a, expect: {value: {filter: [to_int], eq: 5}}}]\n";
  const Attempt failed = stage.run_steps(filter);
  CHECK(failed.outcome == Outcome::failed);
  REQUIRE(failed.steps[0].checks.size() == 2);
  const CheckResult& check = failed.steps[0].checks[0];
  CHECK(pinned("filter-failed", filter,
               check.what + " " + check.op + " " + check.expected + ": " + check.actual + "\n"));

  CHECK(pinned("no-browser", "browser: [{open: http://a/}]\n", to_text(no_browser("chromium"))));
}
