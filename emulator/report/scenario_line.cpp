// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/report/facts.h"
#include "emulator/report/plain.h"
#include "emulator/report/reports.h"
#include "emulator/report/text_page.h"

namespace gonogo {
namespace {

// 2 + 10 + 3 + 40 + 1 + 15 + 9 columns make the 80 of a terminal.
constexpr size_t kind_width = 10;
constexpr size_t name_width = 40;
constexpr size_t outcome_width = 15;
constexpr size_t time_width = 9;

size_t rest(size_t width, const std::string& text) {
  return width - std::min(width, columns_of(text));
}

Style style_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return Style::good;
    case Outcome::failed:
    case Outcome::errored: return Style::bad;
    case Outcome::flaky:
    case Outcome::skipped:
    case Outcome::not_run: return Style::doubtful;
  }
  return Style::plain;
}

std::string outcome_text(const ScenarioResult& scenario) {
  const auto passed =
      std::count_if(scenario.cases.begin(), scenario.cases.end(),
                    [](const CaseResult& one) { return one.outcome == Outcome::passed; });
  const auto failed =
      std::count_if(scenario.cases.begin(), scenario.cases.end(), [](const CaseResult& one) {
        return one.outcome == Outcome::failed || one.outcome == Outcome::errored;
      });
  if (failed > 0)
    return std::to_string(failed) + " of " + std::to_string(scenario.cases.size()) + " failed";
  if (scenario.outcome == Outcome::passed && passed > 0) return std::to_string(passed) + " passed";
  return std::string(to_text(scenario.outcome));
}

size_t screenshots_of(const ScenarioResult& scenario) {
  size_t count = 0;
  for (const Attempt& attempt : scenario.attempts)
    for (const StepResult& step : attempt.steps)
      for (const std::string& path : step.evidence)
        if (glob_matches("*.png", path)) ++count;
  return count;
}

// Rows of one outline differ by their example alone, the "[UK 8]" of an id that ends in "[1]": up to
// half of the column is its.
std::string fitted_name(const ScenarioResult& scenario) {
  const std::string issue = scenario.issue.empty() ? "" : scenario.issue + "  ";
  const std::string label = label_of(scenario);
  if (columns_of(issue + label) <= name_width) return issue + label;
  const size_t open = scenario.id.ends_with(']') ? label.rfind(" [") : std::string::npos;
  if (open == std::string::npos) return cut(issue + label, name_width);
  const std::string example = cut(label.substr(open), name_width / 2);
  return cut(issue + label.substr(0, open), name_width - columns_of(example)) + example;
}

}  // namespace

std::string scenario_line(const ScenarioResult& result, bool color) {
  const std::string name = fitted_name(result);
  const std::string outcome = outcome_text(result);
  const std::string time = time_text(duration_of(result));
  TextPage page(color);
  page.space(2).add(result.kind).space(rest(kind_width, result.kind) + 3);
  page.add(name).space(rest(name_width, name) + 1 + rest(outcome_width, outcome));
  page.add(style_of(result.outcome), outcome);
  page.space(rest(time_width, time)).add(Style::dim, time);
  if (result.outcome == Outcome::skipped && !result.reason.empty()) {
    page.end();
    page.space(2 + kind_width + 3).add(Style::dim, cut(result.reason, 80 - 2 - kind_width - 3));
  }
  if (const size_t count = screenshots_of(result); count > 0)
    page.add("   " + count_of(static_cast<long long>(count), "screenshot"));
  page.end();
  return page.text();
}

}  // namespace gonogo
