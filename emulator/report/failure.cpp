// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/failure.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/report/difference.h"
#include "emulator/report/facts.h"
#include "emulator/report/plain.h"
#include "emulator/scenario/run_scenario.h"

namespace gonogo {
namespace {

const Attempt* first_bad(const ScenarioResult& scenario) {
  for (const Attempt& attempt : scenario.attempts)
    if (is_bad(attempt.outcome)) return &attempt;
  return nullptr;
}

const StepResult* first_bad(const Attempt& attempt) {
  for (const StepResult& step : attempt.steps)
    if (is_bad(step.outcome)) return &step;
  return nullptr;
}

std::vector<FailedCheck> failed_checks(const StepResult& step) {
  std::vector<FailedCheck> failed;
  for (const CheckResult& check : step.checks) {
    if (check.passed) continue;
    const bool equality = check.op.empty() || check.op == "eq";
    const bool stored = check.op == "snapshot" && check.expected.find('\n') != std::string::npos;
    failed.push_back({.what = check.what,
                      .actual = check.actual,
                      .expected = equality || stored ? check.expected : check.op + " " + check.expected,
                      .mark = check.mark,
                      .difference = stored ? line_difference(check.expected, check.actual)
                                    : equality ? difference(check.expected, check.actual)
                                               : std::vector<std::string>{}});
  }
  return failed;
}

bool same_failure(const Attempt& a, const Attempt& b) {
  const StepResult* left = first_bad(a);
  const StepResult* right = first_bad(b);
  if (left == nullptr || right == nullptr) return left == right;
  const auto code = [](const StepResult& step) { return step.error ? step.error->code : ""; };
  const auto places = [](const StepResult& step) {
    std::vector<std::pair<std::string, int>> found;
    for (const FailedCheck& check : failed_checks(step))
      found.emplace_back(check.what, check.mark.line);
    return found;
  };
  return left->name == right->name && left->line == right->line && code(*left) == code(*right) &&
         places(*left) == places(*right);
}

std::string retry_note_of(const ScenarioResult& scenario, const Attempt& bad) {
  if (scenario.attempts.size() < 2) return "";
  const Attempt& last = scenario.attempts.back();
  const std::string start = "tried once more on pristine state: ";
  if (last.outcome == Outcome::passed)
    return start + (scenario.outcome == Outcome::flaky ? "passed (flaky)"
                                                       : "passed, after what it builds upon failed");
  if (last.outcome == Outcome::errored) return start + "it could not be tried";
  if (last.outcome != Outcome::failed) return start + std::string(to_text(last.outcome));
  if (same_failure(bad, last)) return start + "failed the same way (not flaky)";
  return start + "failed differently: " + first_failure(last);
}

// A log file's line: "2026-11-24T14:02:11.204113Z backend/app out text".
std::string readable_log_line(const std::string& line) {
  const std::vector<std::string> words = split(line, ' ');
  if (words.size() < 4 || words[0].size() < 20 || words[0][10] != 'T') return line;
  const size_t text_at = words[0].size() + words[1].size() + words[2].size() + 3;
  std::string time = words[0].substr(11, 12);
  if (const size_t zone = time.find('Z'); zone != std::string::npos) time.resize(zone);
  return words[1] + "  " + time + "  " + line.substr(text_at);
}

void take_step(Failure& failure, const StepResult& step) {
  failure.step = step.name.empty() ? step.verb : step.name;
  if (step.attempts > 1)
    failure.step += " (" + std::to_string(step.attempts) + " times in " + time_text(step.duration) + ")";
  failure.request = step.request;
  failure.response = step.response;
  failure.rows = step.rows;
  failure.output = step.output;
  failure.send_again = step.repro;
  failure.evidence = step.evidence;
  failure.checks = failed_checks(step);
  if (step.error) failure.error = to_line(*step.error);
  if (!step.file.empty()) failure.where.file = step.file;
  if (step.line > 0) failure.where.mark = {step.line, 0};
  if (!failure.checks.empty() && failure.checks.front().mark.line > 0)
    failure.where.mark = failure.checks.front().mark;
}

}  // namespace

Failure failure_of(const ScenarioResult& scenario, const Verdict& verdict) {
  Failure failure{.title = label_of(scenario),
                  .outcome = outcome_text(scenario, verdict),
                  .is_excused = is_excused(scenario, verdict),
                  .where = {scenario.file, {scenario.line, 0}, {}},
                  .reason = scenario.reason};
  const Reason* reason = reason_for(verdict, scenario.id);
  if (failure.reason.empty() && reason != nullptr) failure.reason = reason->text;
  failure.again =
      reason != nullptr && !reason->repro.empty()
          ? reason->repro
          : "gonogo run " + scenario.file + ":" + std::to_string(scenario.line) + " --keep-failed";
  for (const CaseResult& one : scenario.cases)
    if (is_bad(one.outcome)) failure.cases.push_back(one.name + ": " + one.message);
  const Attempt* bad = first_bad(scenario);
  if (bad == nullptr) return failure;
  if (const StepResult* step = first_bad(*bad)) take_step(failure, *step);
  for (const std::string& line : bad->log_lines)
    failure.log_lines.push_back(readable_log_line(line));
  failure.retry_note = retry_note_of(scenario, *bad);
  return failure;
}

}  // namespace gonogo
