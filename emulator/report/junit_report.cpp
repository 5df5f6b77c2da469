// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>

#include "emulator/io/xml.h"
#include "emulator/report/cases.h"
#include "emulator/report/facts.h"
#include "emulator/report/plain.h"
#include "emulator/report/reports.h"
#include "emulator/scenario/run_scenario.h"

namespace gonogo {
namespace {

// Bitbucket keeps 2,000 characters of a field (Bitbucket docs, test reporting in Pipelines).
constexpr size_t longest_message = 2'000;
constexpr size_t longest_detail = 16'000;

std::string seconds(Nanoseconds duration) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", static_cast<double>(duration.count()) / 1e9);
  return text;
}

struct Totals {
  int tests = 0;
  int failures = 0;
  int errors = 0;
  int skipped = 0;
  Nanoseconds time{};

  void count(const ReportedCase& one) {
    ++tests;
    if (one.outcome == Outcome::failed) ++failures;
    if (one.outcome == Outcome::errored) ++errors;
    if (one.outcome == Outcome::skipped) ++skipped;
    time += one.duration;
  }
};

XmlElement element_of(std::string tag, std::string name, const Totals& totals) {
  return {.name = std::move(tag),
          .attributes = {{"name", std::move(name)},
                         {"tests", std::to_string(totals.tests)},
                         {"failures", std::to_string(totals.failures)},
                         {"errors", std::to_string(totals.errors)},
                         {"skipped", std::to_string(totals.skipped)},
                         {"time", seconds(totals.time)}}};
}

XmlElement message_element(std::string tag, const ReportedCase& one) {
  XmlElement element{.name = std::move(tag),
                     .attributes = {{"message", cut(one.message, longest_message)}}};
  if (!one.type.empty()) element.attributes.emplace_back("type", one.type);
  element.text = printable(cut(one.detail, longest_detail));
  return element;
}

// A failed first attempt of what passed in the end, as Jenkins and GitHub's readers show it.
void add_flaky(const ReportedCase& one, XmlElement& element) {
  if (!one.is_scenario || one.scenario->outcome != Outcome::flaky) return;
  for (const Attempt& attempt : one.scenario->attempts)
    if (attempt.outcome != Outcome::passed)
      element.children.push_back(
          {.name = "flakyFailure",
           .attributes = {{"message", cut(first_failure(attempt), longest_message)},
                          {"type", "flaky"}}});
}

// GitLab shows attachments that are named this way ("Unit test reports"); nobody else minds.
void add_attachments(const ReportedCase& one, XmlElement& element) {
  if (!one.is_scenario) return;
  std::string text;
  for (const Attempt& attempt : one.scenario->attempts)
    for (const StepResult& step : attempt.steps)
      for (const std::string& path : step.evidence)
        text += "[[ATTACHMENT|" + printable(path) + "]]\n";
  if (!text.empty()) element.children.push_back({.name = "system-out", .text = text});
}

XmlElement element_of(const ReportedCase& one) {
  XmlElement element{.name = "testcase",
                     .attributes = {{"classname", cut(printable(one.class_name), longest_message)},
                                    {"name", cut(printable(one.name), longest_message)},
                                    {"time", seconds(one.duration)}}};
  if (!one.file.empty())
    element.attributes.emplace_back("file", cut(printable(one.file), longest_message));
  if (one.line > 0) element.attributes.emplace_back("line", std::to_string(one.line));
  if (one.outcome == Outcome::failed) element.children.push_back(message_element("failure", one));
  if (one.outcome == Outcome::errored) element.children.push_back(message_element("error", one));
  if (one.outcome == Outcome::skipped) element.children.push_back(message_element("skipped", one));
  if (one.outcome == Outcome::passed) add_flaky(one, element);
  add_attachments(one, element);
  return element;
}

XmlElement properties_element(const Verdict& verdict) {
  XmlElement properties{.name = "properties"};
  for (const auto& [name, value] : {std::pair{"overridden", override_text(verdict)},
                                    std::pair{"other-values-of", changed_settings(verdict)}})
    if (!value.empty())
      properties.children.push_back(
          {.name = "property",
           .attributes = {{"name", name}, {"value", cut(printable(value), longest_message)}}});
  return properties;
}

}  // namespace

std::string junit_report(const RunResult& result, const Verdict& verdict) {
  const std::vector<ReportedCase> cases = cases_of(result, verdict);
  std::vector<std::string> names;
  Totals all;
  for (const ReportedCase& one : cases) {
    all.count(one);
    if (std::find(names.begin(), names.end(), one.suite) == names.end()) names.push_back(one.suite);
  }
  all.time = result.finished - result.started;
  XmlElement root = element_of("testsuites", "gonogo " + result.project, all);
  root.attributes.emplace_back("timestamp", to_rfc3339(result.started));
  for (const std::string& name : names) {
    Totals totals;
    for (const ReportedCase& one : cases)
      if (one.suite == name) totals.count(one);
    XmlElement suite = element_of("testsuite", name, totals);
    suite.attributes.emplace_back("timestamp", to_rfc3339(result.started));
    if (XmlElement properties = properties_element(verdict); !properties.children.empty())
      suite.children.push_back(std::move(properties));
    for (const ReportedCase& one : cases)
      if (one.suite == name) suite.children.push_back(element_of(one));
    root.children.push_back(std::move(suite));
  }
  return to_xml(root);
}

}  // namespace gonogo
