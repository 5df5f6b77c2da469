// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/report/facts.h"
#include "emulator/report/plain.h"
#include "emulator/report/reports.h"
#include "emulator/report/text_failure.h"

namespace gonogo {
namespace {

constexpr size_t most_told = 10;  // told in full
constexpr size_t most_items = 8;      // of any list

Style style_of(const Verdict& verdict) {
  switch (shown_decision(verdict)) {
    case Decision::go: return Style::good;
    case Decision::no_go: return Style::bad;
    case Decision::cannot_tell: return Style::doubtful;
  }
  return Style::plain;
}

void add_top(TextPage& page, const RunResult& result, const Verdict& verdict,
             const TextOptions& options) {
  const std::string word = verdict_word(verdict);
  const size_t indent = word.size() + 2;
  const std::string text = subject_text(result, verdict) + "  " + headline(result, verdict);
  const auto lines = wrap(text, page_width - indent);
  page.add(style_of(verdict), word).space(2).add(lines[0]).end();
  for (size_t i = 1; i < lines.size(); ++i) page.space(indent).add(lines[i]).end();
  if (const std::string override = override_text(verdict); !override.empty())
    page.paragraph(indent, "overridden: " + override);
  if (const std::string reason = first_reason(result, verdict); !reason.empty())
    page.paragraph(indent, reason);
  for (const std::string& line : explanation(result, verdict, options.run_folder))
    page.paragraph(indent, line);
}

void add_list(TextPage& page, const std::string& title, const std::vector<std::string>& items) {
  if (items.empty()) return;
  page.end().add(title).end();
  for (size_t i = 0; i < std::min(items.size(), most_items); ++i) page.paragraph(2, items[i]);
  if (items.size() > most_items)
    page.add("  … " + std::to_string(items.size() - most_items) + " more").end();
}

bool is_told(const RunResult& result, const Reason& reason) {
  return std::any_of(result.scenarios.begin(), result.scenarios.end(), [&](const auto& scenario) {
    return scenario.id == reason.scenario && scenario.outcome != Outcome::passed;
  });
}

// Of the step that could not be judged.
std::string where_and_hint(const ScenarioResult& scenario) {
  for (const Attempt& attempt : scenario.attempts)
    for (const StepResult& step : attempt.steps)
      if (step.error)
        return " (" + step.file + ":" + std::to_string(step.line) + ")" +
               (step.error->hint.empty() ? "" : "; " + step.error->hint);
  return "";
}

void add_failures(TextPage& page, const RunResult& result, const Verdict& verdict,
                  const TextOptions& options) {
  std::vector<std::string> others;
  std::vector<std::string> errored;
  size_t told = 0;
  for (const ScenarioResult* scenario : not_passed(result)) {
    const std::string line = label_of(*scenario) + ": " + scenario->reason;
    if (scenario->outcome == Outcome::errored)
      errored.push_back(line + where_and_hint(*scenario));
    else if (told++ >= most_told)
      others.push_back(line);
    else
      add_failure(page.end(), failure_of(*scenario, verdict), options);
  }
  add_list(page, "also failed", others);
  add_list(page, "could not be tried", errored);
  add_list(page, "did not run", not_run(result));
}

void add_other_reasons(TextPage& page, const RunResult& result, const Verdict& verdict) {
  std::vector<std::string> reasons;
  for (size_t i = 1; i < verdict.reasons.size(); ++i)
    if (const Reason& reason = verdict.reasons[i]; !is_told(result, reason))
      reasons.push_back(reason.code + ": " + reason.text);
  add_list(page, "further reasons", reasons);
  add_list(page, "warnings", warning_lines(verdict));
}

void add_refused(TextPage& page, const RunResult& result) {
  if (result.refused.empty()) return;
  std::vector<std::vector<std::string>> rows;
  for (const RefusedCall& call : result.refused)
    rows.push_back({call.from, call.to, count_of(call.count, "time")});
  page.end().add("refused calls (beyond the VPC, or a name that nobody has)").end();
  page.add(aligned(rows, "  "));
}

void add_foot(TextPage& page, const RunResult& result, const Verdict& verdict,
              const TextOptions& options) {
  const bool go = shown_decision(verdict) == Decision::go;
  const size_t indent = 4;
  // A GO has nothing in between: its foot belongs to its headline.
  if (!go || !verdict.warnings.empty() || !result.refused.empty()) page.end();
  if (const std::string validity = validity_text(verdict); !validity.empty())
    page.paragraph(indent, validity);
  page.paragraph(indent, binding_text(verdict));
  if (const std::string ids = approximation_ids(verdict); !ids.empty())
    page.paragraph(indent,
                   "approximated: " + ids + (go && verdict.full ? " (allowed by policy)" : ""));
  if (!options.run_folder.empty())
    page.space(indent).add("report  " + options.run_folder + "/report.html").end();
}

}  // namespace

std::string text_report(const RunResult& result, const Verdict& verdict,
                        const TextOptions& options) {
  TextPage page(options.color);
  add_top(page, result, verdict, options);
  add_failures(page, result, verdict, options);
  add_other_reasons(page, result, verdict);
  add_refused(page, result);
  add_foot(page, result, verdict, options);
  return page.text();
}

}  // namespace gonogo
