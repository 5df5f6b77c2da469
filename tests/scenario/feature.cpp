// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/gherkin_builtin.h"
#include "emulator/scenario/gherkin_scenarios.h"
#include "emulator/scenario/overrides.h"
#include "emulator/scenario/scenario_reader.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

const std::string one_of_each = R"(@smoke
Feature: Every phrase
  Background:
    Given the product is running
    And "email" is "ada@example.com"

  @kept @skip:not_yet @regression @issue:LAUNCH-7
  Scenario: Requests
    Given the table "entries" contains:
      | id | email | note |
      | 1  | a@b.c | NULL |
    And the table "notes" is empty
    And I am "customer"
    And the header "X-Admin" is "yes"
    When I send a GET request to "http://backend/a"
    And I send a POST request to "http://backend/b" with:
      | email | ${email} |
      | size  | 9        |
      | text  | "9"      |
    Then the response status is 201
    And the response contains "a \"quoted\" word"
    And the response contains "another"
    And the response field "id" is "5"
    And the response field "$.state" is "open"
    And the response field "id" is an integer
    And the response field "list" contains "x"
    And the response field "whole" is:
      """json
      {"a": [1]}
      """
    And the response header "Content-Type" contains "json"
    And within 2 seconds, the response header "X-A" is "b"
    And I remember the response field "id" as "entry"
    When I send a PUT request to "http://backend/c" with body:
      """
      plain
      """
    Then the response status is 2xx
    And the table "entries" contains:
      | id | note |
      | 1  | NULL |
    And the table "notes" is empty

  Scenario: Stores, commands, people
    Then the query "SELECT id, price FROM p" returns:
      | 1    | 119.00 |
      | NULL | "2"    |
    And the query "SELECT 1" returns 1 row
    And the query "SELECT 1" returns "1"
    And within 3 seconds, the Redis key "a" is "1"
    And the Redis key "b" does not exist
    And the Redis key "c" expires within 30 seconds
    When I run "ls /" in "backend/app"
    Then it exits with 0
    And its output contains "etc"
    And Ada confirms: "the colours are right"

  Scenario: Faults
    When the container "backend/app" is paused
    And the container "backend/app" is resumed
    And the container "frontend/nginx" is killed
    And the service "redis" restarts
    Then within 10 seconds, the product is running

  Scenario: Browser
    When I open "http://frontend/"
    And I click "Enter"
    And I type "x" into "Email"
    And I choose "UK 9" from "Size"
    And I tick "Terms"
    And I untick "News"
    And I press "Enter"
    And I take a screenshot "form"
    Then I see "You are in"
    And I do not see "problem"
    And I am at "/done"
    And the page title is "Done"
    And within 20 seconds, I see "later"
)";

ScenarioFile read(const std::string& text, const std::vector<Phrase>& phrases = {}) {
  return read_feature(text, "f/a.feature", gherkin::english(), phrases);
}

std::string step_lines(const Step& step) {
  std::string text = std::to_string(step.where.mark.line) + "  " + step.name + "\n    " +
                     to_json(step.body) + "\n";
  if (step.retry) text += "    retry for " + std::to_string(step.retry->limit.count()) + " ms\n";
  for (const Expectation& each : step.expect)
    text += "    expect " + each.field + " " + to_json(each.wanted) + " (line " +
            std::to_string(each.where.mark.line) + ")\n";
  for (const Capture& each : step.captures)
    text += "    capture " + each.name + " = " + each.field + "\n";
  return text;
}

std::string scenario_lines(const Scenario& scenario) {
  std::string text = scenario.id + "  " + scenario.kind + "  " + join(scenario.tags, ",") +
                     (scenario.kept ? "  kept" : "") + "  " + scenario.issue +
                     (scenario.skip.empty() ? "" : "  skip: " + scenario.skip) + "  line " +
                     std::to_string(scenario.where.mark.line) + "\n";
  for (const auto& [name, value] : scenario.vars)
    text += "  var " + name + " " + to_json(value) + "\n";
  for (const Step& step : scenario.steps) text += "  " + step_lines(step);
  return text;
}

std::string finding_lines(const Findings& findings) {
  std::string text;
  for (const Finding& each : findings)
    text += to_text(each.where) + "  " + each.rule + "  " + each.message +
            (each.hint.empty() ? "" : "\n    " + each.hint) + "\n";
  return text;
}

Attempt run(const ScenarioFile& file, test::Stage& stage, size_t index = 0) {
  REQUIRE_MESSAGE(file.findings.empty(), finding_lines(file.findings));
  REQUIRE(file.scenarios.size() > index);
  return run_scenario(file.scenarios[index], stage.context, stage.cases);
}

std::vector<Phrase> phrases(const std::string& yaml) {
  Findings findings;
  auto found = read_phrases(yaml, "f/phrases.yaml", findings);
  CHECK_MESSAGE(findings.empty(), finding_lines(findings));
  return found;
}

constexpr const char* sending = R"(Feature: f
  Scenario: s
    When I send a GET request to "http://backend/a"
)";

}  // namespace

TEST_CASE("each built-in phrase becomes the steps that YAML would have") {
  const ScenarioFile file = read(one_of_each);
  CHECK_MESSAGE(file.findings.empty(), finding_lines(file.findings));
  std::string text;
  for (const Scenario& scenario : file.scenarios) text += scenario_lines(scenario);
  CHECK(test::golden("scenario/feature_steps", text));
}

TEST_CASE("each built-in phrase is tried by that feature, and no line fits two") {
  for (const BuiltinPhrase& phrase : builtin_phrases()) {
    int lines = 0;
    for (const std::string& line : split_lines(one_of_each)) {
      const std::string_view written = trim(line);
      const size_t blank = written.find(' ');
      if (blank == std::string_view::npos) continue;
      if (match_builtin(phrase, std::string(written.substr(blank + 1)))) ++lines;
    }
    CHECK_MESSAGE(lines > 0, phrase.shown);
  }
}

TEST_CASE("a variable of the environment that only a line of Gherkin expects is told, too") {
  const ScenarioFile file = read_feature(
      "Feature: f\n  Scenario: s\n    Then the query \"SELECT 1\" returns \"${env.WANTED}\"\n",
      "f/a.feature", gherkin::english(), {});
  REQUIRE(file.findings.empty());
  const auto found = environment_overrides(file.scenarios, {{"WANTED", "2"}});
  REQUIRE(found.size() == 1);
  CHECK(found[0].name == "env.WANTED");
  CHECK(found[0].value == "2");
}

TEST_CASE(
    "the product runs when every task runs, is healthy where it is asked, and services are ready") {
  const ScenarioFile file = read("Feature: f\n  Scenario: s\n    Then the product is running\n");
  test::Stage stage;
  HealthCheck check;
  stage.environment.the_plan.tasks[1].definition.containers = {
      {.name = "app", .health_check = check}, {.name = "sidecar"}};
  struct Row {
    const char* service;
    const char* task;
    const char* health;
    const char* problem;  ///< "" when there is none
  };
  for (const Row& row :
       std::vector<Row>{{"READY", "RUNNING", "HEALTHY", ""},
                        {"STOPPED", "RUNNING", "HEALTHY", "mysql is STOPPED"},
                        {"READY", "STOPPED", "HEALTHY",
                         "backend is STOPPED: Essential container in task exited"},
                        {"READY", "RUNNING", "UNHEALTHY", "backend/app is UNHEALTHY"},
                        {"READY", "RUNNING", "UNKNOWN", "backend/app is UNKNOWN"}}) {
    stage.environment.described = *parse_json(
        std::string(R"({"services": [{"name": "mysql", "lastStatus": ")") + row.service +
            R"("}], "tasks": [{"name": "backend", "lastStatus": ")" + row.task +
            R"(", "stoppedReason": ")" +
            (std::string(row.task) == "STOPPED" ? "Essential container in task exited" : "") +
            R"(", "containers": [{"name": "sidecar", "healthStatus": "UNKNOWN"},
                                 {"name": "app", "healthStatus": ")" +
            row.health + R"("}]}]})",
        "");
    const Attempt attempt = run(file, stage);
    CAPTURE(row.problem);
    const bool good = std::string(row.problem).empty();
    CHECK(attempt.outcome == (good ? Outcome::passed : Outcome::failed));
    if (!good) CHECK(attempt.steps[0].checks[0].actual.find(row.problem) != std::string::npos);
  }
}

TEST_CASE("what a feature has wrong is told at its line") {
  std::vector<Phrase> both =
      phrases("- phrase: I see {what}\n  steps: [{http: GET http://a/, expect: {status: 200}}]\n");
  const std::vector<std::string> texts{
      "Feature: f\n  Scenario: s\n    Given x\n    nonsense\n",
      "Feature: f\n  Scenario: s\n    Then I see \"x\"\n",
      "Feature: f\n  Scenario: s\n    Then \"state\" is \"ok\"\n",
      "Feature: f\n  Scenario: s\n    Then the header \"A\" is \"b\"\n",
      "Feature: f\n  Scenario: s\n    Then the response status is 200\n    And it exits with 0\n",
      "Feature: f\n  Scenario: s\n    Given the product is running\n",
      "Feature: f\n  @regression\n  Scenario: s\n    Then the query \"SELECT 1\" returns \"1\"\n",
      "Feature: f\n  @skip\n  Scenario: s\n    Then the query \"SELECT 1\" returns \"1\"\n",
      std::string(sending) + "    Then the response status is 200\n  Scenario: s\n" +
          "    Then the query \"SELECT 1\" returns:\n",
      std::string(sending) + "    And within 2 seconds, the table \"x\" is empty\n",
      "Feature: f\n  Scenario: s\n    When I send a POST request to \"http://a/\" with:\n" +
          std::string("      \"\"\"\n      {\"a\": ${x}}\n      \"\"\"\n"),
      "Feature: f\n  Scenario Outline: s\n    Then the query \"SELECT <a>\" returns \"1\"\n    Examples:\n      | a |\n",
      "Feature: f\n  Rule: r\n    Scenario Outline: s\n      Then the query \"SELECT <b>\" returns \"1\"\n"
          + std::string("      Examples:\n        | a |\n        | 1 |\n"),
      "Feature: f\n",
  };
  std::string text;
  for (const std::string& each : texts) text += finding_lines(read(each, both).findings) + "\n";
  CHECK(test::golden("scenario/feature_findings", text));
}

TEST_CASE("a star goes on with what the line before did") {
  const ScenarioFile file = read(
      "Feature: f\n  Scenario: s\n    Given the table \"a\" is empty\n    * the table \"b\" is empty\n"
      "    Then the table \"c\" is empty\n    * the table \"d\" is empty\n    And the table \"e\" is empty\n");
  std::string verbs;
  for (const Step& step : file.scenarios.at(0).steps)
    verbs += step.body.find("sql")->as_text().substr(0, 6) + " ";
  CHECK(verbs == "DELETE DELETE SELECT SELECT SELECT ");
}

TEST_CASE("a line that no phrase fits is told, not what is missing because of it") {
  const ScenarioFile file = read("Feature: f\n  Scenario: s\n    When I sned a GET request to \"http://a/\"\n"
                                 "    Then the response status is 200\n");
  CHECK_FALSE(has_errors(file.findings));
  REQUIRE(file.scenarios.at(0).steps.size() == 2);
  CHECK(file.scenarios[0].steps[0].undefined->what == "no phrase fits \"I sned a GET request to \"http://a/\"\"");
}

TEST_CASE("a line that no phrase fits fails its scenario and shows what to add") {
  test::Stage stage;
  stage.environment.on_http = test::answering(200, "{}");
  const ScenarioFile file = read(std::string(sending) +
                                 "    Then it's \"Ada\" who wins \"shoes\"\n"
                                 "    And the response status is 200\n");
  const Attempt attempt = run(file, stage);
  CHECK(attempt.outcome == Outcome::failed);
  REQUIRE(attempt.steps.size() == 2);
  REQUIRE(attempt.steps[1].error);
  CHECK(attempt.steps[1].line == 4);
  CHECK(test::golden("scenario/undefined_phrase", to_text(*attempt.steps[1].error)));
}

TEST_CASE("every expectation on a request counts, and is told at its own line") {
  const ScenarioFile file = read(std::string(sending) +
                                 "    Then the response contains \"one\"\n"
                                 "    And the response contains \"two\"\n");
  for (const auto& [body, outcome] :
       {std::pair{"one two", Outcome::passed}, std::pair{"one", Outcome::failed},
        std::pair{"two", Outcome::failed}}) {
    test::Stage stage;
    stage.environment.on_http = test::answering(200, body);
    const Attempt attempt = run(file, stage);
    CHECK(attempt.outcome == outcome);
    for (const CheckResult& check : attempt.steps[0].checks)
      if (!check.passed) CHECK(check.mark.line == (std::string(body) == "two" ? 4 : 5));
  }
}

TEST_CASE("rows of examples are scenarios of their own") {
  const ScenarioFile file = read(R"(Feature: f
  @a
  Scenario Outline: status of <path>
    When I send a GET request to "http://backend/<path>"
    Then the response status is <status>
    @b
    Examples: good
      | path | status |
      | x    | 200    |
    Examples: bad
      | path | status |
      | y    | 404    |
)");
  REQUIRE(file.scenarios.size() == 2);
  CHECK(file.scenarios[0].id == "f/a.feature#status of <path>[1]");
  CHECK(file.scenarios[1].id == "f/a.feature#status of <path>[2]");
  CHECK(file.scenarios[1].name == "status of y");
  CHECK(file.scenarios[0].where.mark.line == file.scenarios[1].where.mark.line);
  CHECK(file.scenarios[0].row_where.mark.line == 9);
  CHECK(file.scenarios[1].row_where.mark.line == 12);
  CHECK(file.scenarios[1].example == "y, 404");
  CHECK(join(file.scenarios[0].tags, ",") == "a,b");
  CHECK(join(file.scenarios[1].tags, ",") == "a");
  test::Stage stage;
  stage.environment.on_http = test::answering(200, "{}");
  CHECK(run(file, stage, 0).outcome == Outcome::passed);
  CHECK(run(file, stage, 1).outcome == Outcome::failed);
}

TEST_CASE("a phrase of the project stands for its steps, with what the line says put in") {
  const auto known = phrases(R"(- phrase: '{who} sends {what} to {place}'
  steps:
    - http: POST http://backend/${place}
      json: {who: "${who}", what: "${what}", rows: "${table}"}
      expect: {status: {lt: 500}}
)");
  const ScenarioFile file = read(R"(Feature: f
  Scenario: s
    When ada sends "two words" to "box"
      | n |
      | 1 |
    Then the response status is 200
)",
                                 known);
  test::Stage stage;
  std::string sent;
  stage.environment.on_http = [&](const HttpRequest& request) -> Result<HttpResponse> {
    sent = request.url + " " + request.body;
    return test::json_response(200, "{}");
  };
  CHECK(run(file, stage).outcome == Outcome::passed);
  CHECK(sent == R"(http://backend/box {"who":"ada","what":"two words","rows":[{"n":"1"}]})");
}

TEST_CASE("what phrases.yaml has wrong is told there") {
  Findings findings;
  (void)read_phrases(
      "- phrase: 'an {open brace'\n  steps: [{http: GET http://a/}]\n"
      "- phrase: no steps\n- phrase: a bad step\n  steps: [{htp: GET /}]\n- 5\n",
      "f/phrases.yaml", findings);
  CHECK(test::golden("scenario/phrase_findings", finding_lines(findings)));
}

TEST_CASE("bad phrases are told in their own file, once for all features beside it") {
  const test::TemporaryFolder folder;
  folder.write("f/phrases.yaml", "- phrase: a bad step\n  steps: [{htp: GET /}]\n");
  const test::Stage stage;
  ScenarioReader reader(stage.world, folder.path());
  const auto findings_of = [&](const std::string& name) {
    const std::string text =
        "Feature: f\n  Scenario: s\n    When I run \"true\" in \"a/b\"\n    Then it exits with 0\n";
    return reader.read(text, "f/" + name, folder.path() + "/f/" + name).findings;
  };
  const Findings first = findings_of("a.feature");
  CAPTURE(finding_lines(first));
  REQUIRE(first.size() == 1);
  CHECK(to_text(first[0].where).starts_with("f/phrases.yaml:2:"));
  CHECK(findings_of("b.feature").empty());
}
