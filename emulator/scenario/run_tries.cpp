// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/io/interrupt.h"
#include "emulator/scenario/execution.h"
#include "emulator/scenario/filters.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

constexpr Milliseconds shortest_try(1'000);  // what a try gets at the end of a retry, too
constexpr Milliseconds longest_nap(50);      // between two looks for an interrupt

/// What became of one try.
struct Trial {
  Tried tried{};
  std::vector<CheckResult> until{};   ///< of the retry
  std::vector<CheckResult> unless{};  ///< of the retry; it holds when all of them passed
  std::vector<CheckResult> checks{};
};

std::vector<CheckResult> check_all(const std::vector<Expectation>& expectations, const Tried& tried,
                                   const VerbRule& rule, const CheckContext& context) {
  std::vector<CheckResult> checks;
  for (const Expectation& each : expectations) {
    const auto some = check(each, field_of(tried, rule, each.field), context);
    checks.insert(checks.end(), some.begin(), some.end());
  }
  return checks;
}

// SQL and Redis clients have a time-out of their own, which may be longer than the step's.
void refuse_lateness(Tried& tried, Nanoseconds took, Milliseconds allowed) {
  if (tried.error || took <= allowed) return;
  tried.error = Error{.code = "timed-out",
                      .what = "the step took " + to_text(std::chrono::floor<Milliseconds>(took)) +
                              ", but had " + to_text(allowed),
                      .hint = "its timeout and the rest of the scenario's timeout bound it"};
  tried.product_at_fault = true;
}

Trial try_once(const PreparedStep& step, Execution& execution, Milliseconds timeout) {
  Trial trial;
  const Moment started = execution.clock().now();
  trial.tried = step.rule.attempt(step.body, execution.verbs, timeout);
  const Nanoseconds took = execution.clock().now() - started;
  // A browser keeps to its time itself and then still takes a picture; a person may take their
  // time.
  const Verb verb = step.rule.verb;
  if (verb == Verb::manual) execution.deadline += took;
  if (verb != Verb::manual && verb != Verb::browser) refuse_lateness(trial.tried, took, timeout);
  if (trial.tried.error) return trial;
  execution.snapshots.forget();
  const CheckContext context{execution.clock().wall(), &execution.snapshots, &step.masks};
  trial.checks = trial.tried.checks;
  auto checks = check_all(step.expect, trial.tried, step.rule, context);
  // A 404, a refused statement, an exit code is the cause, and what it lacks follows from that.
  if (step.expects_always && !checks.back().passed)
    std::rotate(checks.begin(), checks.end() - 1, checks.end());
  trial.checks.insert(trial.checks.end(), checks.begin(), checks.end());
  if (!step.retry) return trial;
  trial.until = check_all(step.retry->until, trial.tried, step.rule, context);
  trial.unless = check_all(step.retry->unless, trial.tried, step.rule, context);
  return trial;
}

bool is_satisfied(const Trial& trial) {
  if (trial.tried.error) return false;
  return trial.until.empty() ? all_passed(trial.checks) : all_passed(trial.until);
}

bool gives_up(const Trial& trial) {
  if (trial.tried.error) return trial.tried.error->code == "environment-lost";
  return !trial.unless.empty() && all_passed(trial.unless);
}

void sleep_until(Execution& execution, Moment moment) {
  while (!interrupted()) {
    const auto rest = std::chrono::ceil<Milliseconds>(moment - execution.clock().now());
    if (rest.count() <= 0) return;
    execution.clock().sleep(std::min(rest, longest_nap));
  }
}

Trial try_until(const PreparedStep& step, Execution& execution, int& attempts) {
  const Retry& retry = *step.retry;
  const Moment end = std::min(execution.clock().now() + retry.limit, execution.deadline);
  double pause = static_cast<double>(std::max(retry.every, Milliseconds(1)).count());
  for (;; pause = std::min(pause * retry.backoff, 3'600'000.0)) {
    const auto rest = std::chrono::ceil<Milliseconds>(end - execution.clock().now());
    const auto timeout = std::min({step.timeout, std::max(rest, shortest_try), execution.left()});
    ++attempts;
    Trial trial = try_once(step, execution, std::max(timeout, Milliseconds(1)));
    const Moment now = execution.clock().now();
    if (is_satisfied(trial) || gives_up(trial) || now >= end || interrupted()) return trial;
    sleep_until(execution, std::min(end, now + Milliseconds(static_cast<long long>(pause))));
    if (interrupted()) return trial;
  }
}

CheckResult check_of_capture(const Capture& capture, const Field& field, const std::string& note) {
  return {.what = capture.field + (capture.filters.empty() ? "" : " | ") +
                  filters_text(capture.filters),
          .mark = capture.where.mark,
          .op = "capture",
          .expected = "a value for ${" + capture.name + "}",
          .actual = note.empty() ? printed(field.value) : note,
          .passed = false};
}

void take_capture(const Capture& capture, const VerbRule& rule, const Tried& tried,
                  Execution& execution, StepResult& result) {
  const Field field = field_of(tried, rule, capture.field);
  const auto value = filtered(field.value, capture.filters, execution.clock().wall());
  if (!value || !*value) {
    result.checks.push_back(check_of_capture(
        capture, field,
        value ? "missing" : printed(field.value) + " (" + value.error().what + ")"));
    return;
  }
  if (capture.secret) execution.context.redactor.add(Secret(text_of(**value)));
  execution.variables().capture(capture.name, **value);
  result.captures.emplace_back(capture.name, **value);
}

void take_texts(const Tried& tried, StepResult& result) {
  result.request = tried.request;
  result.response = tried.response;
  result.rows = tried.rows;
  result.output = tried.output;
  result.repro = tried.repro;
  result.error = tried.error;
  result.evidence = tried.evidence;
}

// The operators of an `unless` that came true are what went wrong.
void add_unless(const Trial& trial, StepResult& result) {
  if (trial.tried.error || trial.unless.empty() || !all_passed(trial.unless)) return;
  for (CheckResult check : trial.unless) {
    check.op = "unless " + check.op;
    check.passed = false;
    result.checks.push_back(std::move(check));
  }
}

Outcome outcome_of_try(const Tried& tried, const StepResult& result) {
  if (tried.error) return tried.product_at_fault ? Outcome::failed : Outcome::errored;
  return all_passed(result.checks) ? Outcome::passed : Outcome::failed;
}

bool brings_passed_case(const Tried& tried) {
  return std::any_of(tried.cases.begin(), tried.cases.end(),
                     [](const CaseResult& each) { return each.outcome == Outcome::passed; });
}

}  // namespace

void finish_step(const std::vector<Capture>& captures, const Tried& tried, const VerbRule& rule,
                 Execution& execution, StepResult& result) {
  if (!tried.error)
    for (const Capture& capture : captures) take_capture(capture, rule, tried, execution, result);
  result.outcome = outcome_of_try(tried, result);
  const auto kept = execution.snapshots.keep();
  if (kept) return;
  result.outcome = Outcome::errored;
  result.error = kept.error();
}

void run_tries(const PreparedStep& step, Execution& execution, StepResult& result) {
  result.attempts = 0;
  Trial trial;
  if (step.retry) {
    trial = try_until(step, execution, result.attempts);
  } else {
    result.attempts = 1;
    trial = try_once(step, execution, std::min(step.timeout, execution.left()));
  }
  if (trial.tried.error && trial.tried.error->code == "timed-out" && execution.left().count() <= 0)
    trial.tried.error->hint = "it was the scenario's timeout of " +
                              to_text(execution.scenario.timeout) + ": give it a longer one";
  take_texts(trial.tried, result);
  if (!is_satisfied(trial)) result.checks = trial.until;
  add_unless(trial, result);
  result.checks.insert(result.checks.end(), trial.checks.begin(), trial.checks.end());
  finish_step(step.captures, trial.tried, step.rule, execution, result);
  if (trial.tried.tell_repro && result.outcome != Outcome::passed)
    result.repro = trial.tried.tell_repro();
  if (result.outcome == Outcome::passed && (step.is_explicit || brings_passed_case(trial.tried)))
    ++execution.explicit_checks;
  execution.cases.insert(execution.cases.end(), trial.tried.cases.begin(), trial.tried.cases.end());
  if (!interrupted() || result.outcome == Outcome::passed) return;
  result.outcome = Outcome::errored;
  result.error = Error{.code = "interrupted", .what = "the run was interrupted"};
}

}  // namespace gonogo
