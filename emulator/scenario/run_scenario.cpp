// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/run_scenario.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/interrupt.h"
#include "emulator/scenario/execution.h"
#include "emulator/scenario/redact.h"
#include "emulator/scenario/snapshots.h"

namespace gonogo {
namespace {

constexpr Milliseconds least_for_finally(10'000);

/// Runs steps until one is neither passed nor skipped; the outcome of that one, else passed.
Outcome run_steps(const std::vector<Step>& steps, Execution& execution, Attempt& attempt) {
  for (const Step& step : steps) {
    for (StepResult& result : run_step(step, execution)) {
      const Outcome outcome = result.outcome;
      attempt.steps.push_back(std::move(result));
      if (outcome != Outcome::passed && outcome != Outcome::skipped) return outcome;
    }
  }
  return Outcome::passed;
}

void run_all_steps(Execution& execution, Attempt& attempt) {
  attempt.outcome = run_steps(execution.scenario.steps, execution, attempt);
  // What a `kept` scenario finds must not depend on how fast this one was.
  const auto ended = end_faults(execution.verbs);
  if (!ended && attempt.outcome == Outcome::passed) attempt.outcome = Outcome::errored;
  if (!interrupted()) {
    execution.deadline = std::max(execution.deadline, execution.clock().now() + least_for_finally);
    const Outcome ending = run_steps(execution.scenario.finally, execution, attempt);
    if (attempt.outcome == Outcome::passed) attempt.outcome = ending;
    if (!end_faults(execution.verbs) && attempt.outcome == Outcome::passed)
      attempt.outcome = Outcome::errored;
  }
  if (attempt.outcome == Outcome::passed && execution.explicit_checks == 0)
    attempt.outcome = Outcome::skipped;
}

std::string phrase(const std::string& op) {
  constexpr std::pair<std::string_view, std::string_view> words[] = {
      {"eq", ""},
      {"lt", "below"},
      {"le", "at most"},
      {"gt", "above"},
      {"ge", "at least"},
      {"not", "not"},
      {"one_of", "one of"},
      {"starts_with", "to start with"},
      {"ends_with", "to end with"},
      {"contains", "to contain"},
      {"matches", "to match"},
      {"empty", "to be empty:"},
      {"type", "of type"},
      {"report", ""},
      {"capture", "to give"}};
  for (const auto& [name, text] : words)
    if (name == op) return std::string(text) + (text.empty() ? "" : " ");
  return op + " ";
}

std::string different_lines(const CheckResult& check) {
  const auto line_of = [&](const std::string& text) {
    const auto lines = split_lines(text);
    const size_t line = first_different_line(check.expected, check.actual);
    if (line >= lines.size()) return std::string("its end");
    const std::string_view shown = trim(lines[line]);
    return std::string(shown.ends_with(',') ? shown.substr(0, shown.size() - 1) : shown);
  };
  return line_of(check.actual) + ", where there was " + line_of(check.expected);
}

std::string sentence(const CheckResult& check) {
  if (check.op.starts_with("unless "))
    return check.what + " became " + check.actual + ", which ends the retry";
  if (check.op == "exists" && check.expected == "false")
    return "expected no " + check.what + ", got " + check.actual;
  if (check.op == "snapshot" && check.expected.find('\n') != std::string::npos)
    return check.what + " is not as in its snapshot: " + different_lines(check);
  if (check.op == "snapshot" && check.actual.starts_with("there is no")) return check.actual;
  if (check.op == "exists") return "expected " + check.what + ", which is missing";
  return "expected " + check.what + " " + phrase(check.op) + check.expected + ", got " +
         check.actual;
}

}  // namespace

Attempt run_scenario(const Scenario& scenario, ScenarioContext& context,
                     std::vector<CaseResult>& cases) {
  const Clock& clock = context.world.clock;
  const Moment started = clock.now();
  const size_t cases_before = cases.size();
  Attempt attempt{.started = clock.wall()};
  if (scenario.skip.empty()) {
    Execution execution(scenario, context, cases);
    run_all_steps(execution, attempt);
  } else {
    attempt.outcome = Outcome::skipped;
  }
  attempt.duration = clock.now() - started;
  redact(attempt, context.redactor);
  for (size_t i = cases_before; i < cases.size(); ++i) redact(cases[i], context.redactor);
  return attempt;
}

std::string first_failure(const Attempt& attempt) {
  for (const StepResult& step : attempt.steps) {
    if (step.outcome == Outcome::passed || step.outcome == Outcome::skipped) continue;
    if (step.error)
      return step.error->what + (step.error->seen.empty() ? "" : " (" + step.error->seen + ")");
    for (const CheckResult& check : step.checks)
      if (!check.passed) return sentence(check);
  }
  return attempt.outcome == Outcome::skipped ? "every step with a check was skipped" : "";
}

}  // namespace gonogo
