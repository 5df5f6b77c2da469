// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/test_report.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

tl::unexpected<Error> unreadable(const std::string& what, const std::string& file, Mark mark) {
  return fail({.code = "report-unreadable", .what = what, .where = {.file = file, .mark = mark}});
}

std::optional<Outcome> outcome_of_status(std::string_view status) {
  constexpr std::pair<std::string_view, Outcome> words[] = {{"passed", Outcome::passed},
                                                            {"failed", Outcome::failed},
                                                            {"skipped", Outcome::skipped},
                                                            {"pending", Outcome::skipped},
                                                            {"other", Outcome::errored}};
  for (const auto& [word, outcome] : words)
    if (word == status) return outcome;
  return std::nullopt;
}

// A suite is a text, or the list of the suites from the outside in.
std::string suite_of(const Value& test) {
  const Value* suite = test.find("suite");
  if (suite == nullptr) return {};
  if (!suite->is_array()) return suite->is_text() ? suite->as_text() : "";
  std::vector<std::string> names;
  for (const Value& name : suite->items()) names.push_back(text_of(name));
  return join(names, " > ");
}

Result<CaseResult> case_of(const Value& test, const std::string& file) {
  const Value* name = test.find("name");
  const Value* status = test.find("status");
  if (name == nullptr || !name->is_text() || status == nullptr)
    return unreadable("a test has no name or no status", file, test.mark);
  const auto outcome = outcome_of_status(status->as_text());
  if (!outcome)
    return unreadable("a test has a status that CTRF does not know: " + text_of(*status), file,
                      status->mark);
  constexpr double longest = 1e9;  // milliseconds: beyond it a report is nonsense
  const Value* duration = test.find("duration");
  const double ms = duration != nullptr ? duration->as_number() : 0;
  CaseResult result{.name = name->as_text(),
                    .class_name = suite_of(test),
                    .outcome = *outcome,
                    .duration = Nanoseconds(
                        std::llround(std::clamp(std::isfinite(ms) ? ms : 0, 0.0, longest) * 1e6))};
  if (result.outcome == Outcome::passed && flag_of(test, "flaky")) result.outcome = Outcome::flaky;
  result.message = text_of(test, "message");
  const std::string trace = text_of(test, "trace");
  if (!trace.empty()) result.message += (result.message.empty() ? "" : "\n") + trace;
  return result;
}

std::int64_t count(const std::vector<CaseResult>& cases, Outcome outcome) {
  return std::count_if(cases.begin(), cases.end(),
                       [&](const CaseResult& each) { return each.outcome == outcome; });
}

}  // namespace

Result<std::vector<CaseResult>> read_ctrf(std::string_view text, const std::string& file) {
  const auto document = parse_json(text, file);
  if (!document) return unreadable(document.error().what, file, document.error().where.mark);
  const Value* results = document->find("results");
  const Value* tests = results != nullptr ? results->find("tests") : nullptr;
  if (tests == nullptr || !tests->is_array())
    return unreadable("it has no list results.tests", file, document->mark);
  std::vector<CaseResult> cases;
  for (const Value& test : tests->items()) {
    auto made = case_of(test, file);
    if (!made) return fail(made.error());
    cases.push_back(std::move(*made));
  }
  if (cases.empty()) return empty_report(file);
  const Value* summary = results->find("summary");
  const auto claims = [&](const char* key, std::int64_t shown) {
    return summary != nullptr && summary->find(key) != nullptr && number_of(*summary, key) > shown;
  };
  if (claims("tests", static_cast<std::int64_t>(cases.size())) ||
      claims("failed", count(cases, Outcome::failed)))
    return fail({.code = "report-incomplete",
                 .what = "the report's summary counts tests that it does not list",
                 .where = {.file = file, .mark = summary->mark}});
  return cases;
}

}  // namespace gonogo
