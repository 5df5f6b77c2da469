// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "emulator/verdict/against.h"

namespace gonogo {
namespace {

bool before_loss(const ScenarioResult& scenario, const RunResult& result) {
  return !result.loss || result.loss->kind == Loss::Kind::product ||
         scenario.ended < result.loss->t;
}

bool shows_passed(const StepResult& step) {
  const bool checks = std::all_of(step.checks.begin(), step.checks.end(),
                                  [](const CheckResult& check) { return check.passed; });
  return step.outcome == Outcome::skipped ||
         (step.outcome == Outcome::passed && !step.error && checks);
}

bool shows_passed(const Attempt& attempt) {
  return attempt.outcome == Outcome::passed && !attempt.steps.empty() &&
         std::all_of(attempt.steps.begin(), attempt.steps.end(),
                     [](const StepResult& step) { return shows_passed(step); });
}

bool went_wrong(const Attempt& attempt) {
  return attempt.outcome == Outcome::failed || attempt.outcome == Outcome::errored;
}

// A result that says "passed" has to show it: attempts, steps, and the same word in all of them. A
// flaky one shows a failure and then that; a skipped one no failure.
bool is_consistent(const ScenarioResult& scenario) {
  const auto& attempts = scenario.attempts;
  const bool cases_agree =
      std::all_of(scenario.cases.begin(), scenario.cases.end(), [](const CaseResult& each) {
        return each.outcome == Outcome::passed || each.outcome == Outcome::skipped ||
               each.outcome == Outcome::flaky;
      });
  switch (scenario.outcome) {
    case Outcome::passed:
      return !attempts.empty() && cases_agree &&
             std::all_of(attempts.begin(), attempts.end(),
                         [](const Attempt& each) { return shows_passed(each); });
    case Outcome::flaky:
      return attempts.size() > 1 && cases_agree && went_wrong(attempts.front()) &&
             shows_passed(attempts.back());
    case Outcome::skipped: return std::none_of(attempts.begin(), attempts.end(), went_wrong);
    case Outcome::failed:
    case Outcome::errored:
    case Outcome::not_run: return true;
  }
  return false;
}

bool tried_nothing(const ScenarioResult& scenario) {
  const auto& steps = scenario.attempts.back().steps;
  return std::all_of(steps.begin(), steps.end(),
                     [](const StepResult& step) { return step.outcome == Outcome::skipped; });
}

void look_at_failure(const ScenarioResult& scenario, const Case& given, Against& found) {
  if (given.excuses.excuses(scenario.id)) return;  // told with its quarantine
  std::string text = told(scenario, scenario.reason);
  if (const auto refused = given.excuses.refused.find(scenario.id);
      refused != given.excuses.refused.end())
    text += "; " + refused->second;
  const bool flaky = scenario.outcome == Outcome::flaky;
  const Reason reason =
      reason_about(flaky ? "flaky" : "scenario-failed", text, scenario, given.result);
  const auto& crashed = given.result.crashed;
  const bool crash = std::find(crashed.begin(), crashed.end(), scenario.id) != crashed.end();
  if (flaky)  // no policy excuses a crash
    (given.policy.flaky_is_warning && !crash ? found.warnings : found.no_go).push_back(reason);
  else
    (before_loss(scenario, given.result) ? found.failed_checks : found.no_go).push_back(reason);
}

// What its own runner had to run again.
void look_at_flaky_cases(const ScenarioResult& scenario, const Case& given, Against& found) {
  for (const CaseResult& each : scenario.cases)
    if (each.outcome == Outcome::flaky && !given.excuses.excuses(case_id(scenario, each)))
      (given.policy.flaky_is_warning ? found.warnings : found.no_go)
          .push_back(reason_about("flaky", told(scenario, check_name(each)), scenario, given.result));
}

void look_at(const ScenarioResult& scenario, const Case& given, Against& found) {
  const auto about = [&](const char* code, const std::string& text) {
    return reason_about(code, text, scenario, given.result);
  };
  if (!is_consistent(scenario)) {
    found.cannot_tell.push_back(
        about("inconsistent-result", "\"" + scenario.name + "\" is said to be " +
                                         std::string(to_text(scenario.outcome)) +
                                         ", which its attempts, steps and cases do not show"));
    return;
  }
  look_at_flaky_cases(scenario, given, found);
  switch (scenario.outcome) {
    case Outcome::passed:
      if (tried_nothing(scenario))
        found.no_go.push_back(about("nothing-checked", "\"" + scenario.name +
                                                           "\" passed, but each of its steps was "
                                                           "skipped"));
      break;
    case Outcome::failed:
    case Outcome::flaky: look_at_failure(scenario, given, found); break;
    case Outcome::errored:
      found.cannot_tell.push_back(about("scenario-errored", told(scenario, scenario.reason)));
      break;
    case Outcome::skipped: break;
    case Outcome::not_run:
      found.cannot_tell.push_back(about("not-run", "\"" + scenario.name + "\" did not run"));
      break;
  }
}

void look_at_start(const RunResult& result, Against& found) {
  if (!result.start_failure) return;
  const Error& error = result.start_failure->error;
  const std::string place = to_text(error.where);
  const Reason reason{.code = error.code,
                      .text = (place.empty() ? "" : place + ": ") + error.what +
                              (error.seen.empty() ? "" : ": " + error.seen),
                      .repro = "gonogo up",
                      .evidence = {"results.json#/startFailure"}};
  switch (result.start_failure->kind) {
    case StartFailure::Kind::product: found.failed_checks.push_back(reason); break;
    case StartFailure::Kind::infrastructure:
      found.cannot_tell.insert(found.cannot_tell.begin(), reason);
      break;
    case StartFailure::Kind::input: found.input.push_back(reason); break;
  }
}

// Whoever lost a task has failed for it, or passed at a second try: else the result hides it.
void look_at_lost_task(const RunResult& result, Against& found) {
  const bool told = std::any_of(
      result.scenarios.begin(), result.scenarios.end(), [](const ScenarioResult& scenario) {
        return scenario.outcome != Outcome::passed && scenario.outcome != Outcome::skipped;
      });
  if (told) return;
  found.no_go.push_back(
      {.code = "task-lost",
       .text = result.loss->who + " " + result.loss->what + ", and no scenario shows it",
       .repro = "gonogo run",
       .evidence = {"results.json#/loss"}});
}

void look_at_loss(const RunResult& result, Against& found) {
  if (!result.loss) return;
  const Loss& loss = *result.loss;
  if (loss.kind == Loss::Kind::product) return look_at_lost_task(result, found);
  found.cannot_tell.insert(
      found.cannot_tell.begin(),
      Reason{.code = "environment-lost",
             .text = loss.who + " " + loss.what + (loss.detail.empty() ? "" : ": " + loss.detail),
             .repro = "gonogo run",
             .evidence = {"results.json#/loss"}});
}

// Every scenario that had to run is there, once.
void look_at_presence(const RunResult& result, Against& found) {
  std::set<std::string> there;
  for (const ScenarioResult& scenario : result.scenarios)
    if (!there.insert(scenario.id).second)
      found.cannot_tell.push_back(reason_about("inconsistent-result",
                                               "there are two results of \"" + scenario.name + "\"",
                                               scenario, result));
  for (const std::string& id : result.expected)
    if (there.count(id) == 0)
      found.cannot_tell.push_back({.code = "result-missing",
                                   .text = "there is no result of " + id,
                                   .scenario = id,
                                   .repro = "gonogo run",
                                   .evidence = {"results.json#/expected"}});
}

/// "/attempts/0/steps/2": the first step that did not pass, of the first attempt with one.
std::string first_failure_pointer(const ScenarioResult& scenario) {
  for (size_t a = 0; a < scenario.attempts.size(); ++a)
    for (size_t s = 0; s < scenario.attempts[a].steps.size(); ++s)
      if (!shows_passed(scenario.attempts[a].steps[s]))
        return "/attempts/" + std::to_string(a) + "/steps/" + std::to_string(s);
  return "";
}

}  // namespace

std::string told(const ScenarioResult& scenario, const std::string& why) {
  return "\"" + scenario.name + "\"" + (why.empty() ? "" : ": " + why);
}

Reason reason_about(const std::string& code, const std::string& text,
                    const ScenarioResult& scenario, const RunResult& result) {
  const auto at = std::find_if(result.scenarios.begin(), result.scenarios.end(),
                               [&](const ScenarioResult& each) { return &each == &scenario; });
  Reason reason{.code = code,
                .text = text,
                .scenario = scenario.id,
                .repro = "gonogo run " + scenario.file + ":" + std::to_string(scenario.line)};
  reason.evidence.push_back("results.json#/scenarios/" +
                            std::to_string(at - result.scenarios.begin()) +
                            first_failure_pointer(scenario));
  for (const Attempt& attempt : scenario.attempts)
    for (const StepResult& step : attempt.steps)
      if (!shows_passed(step))
        reason.evidence.insert(reason.evidence.end(), step.evidence.begin(), step.evidence.end());
  return reason;
}

void look_at_scenarios(const Case& given, Against& found) {
  for (const ScenarioResult& scenario : given.result.scenarios) look_at(scenario, given, found);
  look_at_presence(given.result, found);
  look_at_start(given.result, found);
  look_at_loss(given.result, found);
}

}  // namespace gonogo
