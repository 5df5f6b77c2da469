// SPDX-License-Identifier: Apache-2.0
// The shape that Bitbucket, GitHub's reporters, GitLab and Jenkins all read, element by element.
#include <doctest/doctest.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <set>

#include "emulator/base/text.h"
#include "emulator/io/xml.h"
#include "emulator/report/reports.h"
#include "emulator/verdict/override.h"
#include "tests/report/sample_results.h"

using namespace gonogo;
using test::Sample;

namespace {

using Names = std::set<std::string>;

struct Shape {
  Names required;
  Names allowed;
  Names children;
};

const std::map<std::string, Shape>& shapes() {
  static const Names counts{"name", "tests", "failures", "errors", "skipped", "time"};
  static const std::map<std::string, Shape> all{
      {"testsuites", {counts, {"timestamp"}, {"testsuite"}}},
      {"testsuite", {counts, {"timestamp", "hostname", "id"}, {"properties", "testcase"}}},
      {"properties", {{}, {}, {"property"}}},
      {"property", {{"name", "value"}, {}, {}}},
      {"testcase",
       {{"classname", "name", "time"},
        {"file", "line"},
        {"failure", "error", "skipped", "flakyFailure", "rerunFailure", "system-out",
         "system-err"}}},
      {"failure", {{"message", "type"}, {}, {}}},
      {"error", {{"message", "type"}, {}, {}}},
      {"skipped", {{"message"}, {"type"}, {}}},
      {"flakyFailure", {{"message", "type"}, {}, {}}},
      {"system-out", {{}, {}, {}}}};
  return all;
}

int number_of(const XmlElement& element, const char* name) {
  int number = -1;
  const std::string* text = element.attribute(name);
  if (text != nullptr) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

struct Tally {
  int tests = 0, failures = 0, errors = 0, skipped = 0;
};

void check_counts(const XmlElement& element, const Tally& tally) {
  CHECK(number_of(element, "tests") == tally.tests);
  CHECK(number_of(element, "failures") == tally.failures);
  CHECK(number_of(element, "errors") == tally.errors);
  CHECK(number_of(element, "skipped") == tally.skipped);
}

void check_shape(const XmlElement& element) {
  CAPTURE(element.name);
  const auto shape = shapes().find(element.name);
  REQUIRE(shape != shapes().end());
  Names there;
  for (const auto& attribute : element.attributes) {
    const auto& name = attribute.first;
    const auto& value = attribute.second;
    CAPTURE(name);
    CHECK(there.insert(name).second);
    CHECK((shape->second.required.count(name) == 1 || shape->second.allowed.count(name) == 1));
    CHECK(value.size() <= 4 * 2'000);  // 2,000 characters
    if (name == "time") CHECK(std::stod(value) >= 0);
  }
  for (const std::string& name : shape->second.required) CHECK(there.count(name) == 1);
  for (const XmlElement& child : element.children) {
    CHECK(shape->second.children.count(child.name) == 1);
    check_shape(child);
  }
}

void count_case(const XmlElement& one, Tally& tally) {
  int endings = 0;
  for (const XmlElement& child : one.children) {
    if (child.name == "failure") ++tally.failures, ++endings;
    if (child.name == "error") ++tally.errors, ++endings;
    if (child.name == "skipped") ++tally.skipped, ++endings;
  }
  CHECK(endings <= 1);
  ++tally.tests;
}

void check_report(const Sample& sample) {
  const auto root = parse_xml(junit_report(sample.result, sample.verdict), "junit.xml");
  REQUIRE(root);
  CHECK(root->name == "testsuites");
  check_shape(*root);
  CHECK_FALSE(root->children.empty());
  Tally all;
  std::set<std::pair<std::string, std::string>> seen;
  for (const XmlElement& suite : root->children) {
    // Jenkins drops a suite without cases.
    CHECK_FALSE(suite.children.empty());
    Tally tally;
    for (const XmlElement& one : suite.children) {
      if (one.name == "properties") continue;
      count_case(one, tally);
      CHECK_FALSE(one.attribute("name")->empty());
      CHECK(seen.emplace(*one.attribute("classname"), *one.attribute("name")).second);
    }
    check_counts(suite, tally);
    all.tests += tally.tests;
    all.failures += tally.failures;
    all.errors += tally.errors;
    all.skipped += tally.skipped;
  }
  check_counts(*root, all);
}

}  // namespace

TEST_CASE("junit.xml keeps to what all readers take, whatever happened") {
  for (const Sample& sample : {test::go_sample(), test::failed_sample(), test::dead_task_sample(),
                               test::lost_mysql_sample(), test::partial_sample(),
                               test::nothing_ran_sample(), test::quarantined_sample()}) {
    check_report(sample);
    check_report({sample.result, with_override(sample.verdict, {.by = "ada"})});
  }
}

TEST_CASE("junit.xml keeps to it with texts that are hostile or endless") {
  Sample sample = test::failed_sample();
  for (ScenarioResult& scenario : sample.result.scenarios) {
    scenario.name = scenario.id = scenario.file = std::string(9'000, '<') + "]]>\x01\xff\"&";
    scenario.reason = scenario.name;
    for (Attempt& attempt : scenario.attempts)
      for (StepResult& step : attempt.steps) {
        step.evidence = {"evidence/a.png"};
        step.response = scenario.name;
        for (CheckResult& check : step.checks) check.actual = scenario.name;
      }
  }
  check_report(sample);
}
