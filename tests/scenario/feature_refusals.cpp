// SPDX-License-Identifier: Apache-2.0
// Lines of Gherkin that a reader would take for a check, and that would be none.
#include <doctest/doctest.h>

#include "emulator/scenario/gherkin_scenarios.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

const char* const project_phrases = R"(
- phrase: the order of {x} is there
  steps: [{wait: {http: "GET http://a/${x}", expect: {status: 200}}}]
- phrase: the order of {x} is fetched
  steps: [{http: "GET http://a/${x}"}]
- phrase: the import runs
  steps: [{exec: ls, in: a/b, if: {"${env.SOME:-}": x}}]
- phrase: the order has
  steps: [{sql: SELECT 1, expect: {value: 1}}]
- phrase: the orders are
  steps: [{fixtures: {orders: "${table}"}}]
)";

ScenarioFile read_lines(const std::string& text) {
  Findings none;
  const auto phrases = read_phrases(project_phrases, "f/phrases.yaml", none);
  REQUIRE_MESSAGE(none.empty(), none[0].message);
  return read_feature(text, "f/a.feature", gherkin::english(), phrases);
}

const std::string get_it = "    When I send a GET request to \"http://a/\"\n";
const std::string status_200 = "    Then the response status is 200\n";

struct Script {
  std::string lines;
  const char* rule;  ///< "" where nothing is wrong
  int line = 0;
};

}  // namespace

TEST_CASE("a line that would look at something else, or at nothing, is an error at its place") {
  const std::string table = "      | a | b |\n      | 1 | 2 |\n";
  const std::string doc = "      \"\"\"\n      x\n      \"\"\"\n";
  const std::string who = "    Given \"who\" is \"b\"\n";
  const std::string other = "    Given \"who\" is \"c\"\n";
  const std::string get_who = "    When I send a GET request to \"http://a/${who}\"\n";
  const std::string remember = "    And I remember the response field \"id\" as \"n\"\n";
  const std::string compare = "    Then the response field \"copy\" is \"${n}\"\n";
  for (const Script& row : std::vector<Script>{
           {get_it + status_200, ""},
           {get_it + status_200 + table, "unused-argument", 4},
           {get_it + status_200 + doc, "unused-argument", 4},
           {get_it + status_200 + "    And the order has\n" + table, "unused-argument", 5},
           {"    Given the orders are\n" + table + get_it + status_200, ""},
           {who + other + get_who + status_200, ""},
           {who + get_who + status_200 + other + get_who + status_200, "duplicate-name", 6},
           {who + get_who + status_200 + who + get_who + status_200, ""},
           {get_it + "    And the order of b is there\n" + status_200, "nothing-before", 5},
           {"    When the order of b is fetched\n" + status_200, ""},
           {"    When I run \"ls\" in \"a/b\"\n    And the import runs\n    Then it exits with 0\n",
            "nothing-before", 5},
           {get_it + remember + compare, "nothing-before", 5},
           {get_it + remember + get_it + compare, ""},
           {get_it + status_200 + "    And the order of b is fetched\n", "checks-nothing", 5},
           {get_it + status_200 + "    And the import runs\n", "checks-nothing", 5},
           {get_it + status_200 + "    And the order of b is there\n", ""}}) {
    CAPTURE(row.lines);
    const ScenarioFile file = read_lines("Feature: f\n  Scenario: s\n" + row.lines);
    CHECK((file.findings.empty() ? "" : file.findings[0].rule) == row.rule);
    if (file.findings.empty()) continue;
    CHECK_MESSAGE(file.findings.size() == 1, file.findings.back().message);
    CHECK(file.findings[0].where.mark.line == row.line);
  }
}

TEST_CASE("an outline has examples, and each table of them a column for every name") {
  const std::string steps = get_it + "    Then the response contains \"<who>\"\n";
  const std::string ada = "    Examples:\n      | who |\n      | ada |\n";
  const std::string typo = "    Examples:\n      | wo |\n      | ada |\n";
  for (const Script& row : std::vector<Script>{
           {"Scenario Outline: o\n" + steps + ada, ""},
           {"Scenario Template: o\n" + steps, "no-examples", 2},
           {"Scenario Outline: o\n" + steps + ada + typo, "bad-gherkin", 4},
           {"Scenario Outline: o\n    Given the orders are\n      | <wo> |\n      | 1 |\n" + steps + ada,
            "bad-gherkin", 3},
           // Not an outline: it may speak of HTML.
           {"Scenario: o\n" + steps, ""}}) {
    CAPTURE(row.lines);
    const ScenarioFile file = read_lines("Feature: f\n  " + row.lines);
    CHECK((file.findings.empty() ? "" : file.findings[0].rule) == row.rule);
    if (!file.findings.empty()) CHECK(file.findings[0].where.mark.line == row.line);
  }
}
