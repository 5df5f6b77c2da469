// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/verdict/against.h"

namespace gonogo {
namespace {

std::string shown(const Budget& budget) {
  return "scenario " + budget.scenario + ", step " + budget.step;
}

std::string milliseconds(Nanoseconds duration) {
  return to_text(std::chrono::ceil<Milliseconds>(duration));
}

bool is_http(const StepResult& step) { return step.verb == "http" || step.waits_for == "http"; }

// How many steps it measured: those of the try that counts. With `retry` and `wait` it is the whole wait.
int look_at_scenario(const Budget& budget, const ScenarioResult& scenario, const Case& given,
                     Against& found) {
  int measured = 0;
  if (scenario.attempts.empty() || !glob_matches(budget.scenario, scenario.id)) return measured;
  for (const StepResult& step : scenario.attempts.back().steps) {
    if (!is_http(step) || step.outcome != Outcome::passed) continue;
    if (!glob_matches(budget.step, step.name)) continue;
    ++measured;
    if (step.duration <= budget.limit) continue;
    Reason reason = reason_about(
        "too-slow",
        told(scenario, "step \"" + step.name + "\" took " + milliseconds(step.duration) +
                           ", the budget is " + to_text(budget.limit)),
        scenario, given.result);
    found.no_go.push_back(std::move(reason));
  }
  return measured;
}

}  // namespace

void look_at_budgets(const Case& given, Against& found) {
  for (const Budget& budget : given.policy.budgets) {
    int measured = 0;
    for (const ScenarioResult& scenario : given.result.scenarios)
      measured += look_at_scenario(budget, scenario, given, found);
    // A budget that measures nothing would hold for ever.
    if (measured == 0 && given.result.full)
      found.no_go.push_back({.code = "budget-unmeasured",
                             .text = "no http step that passed is measured by the budget " +
                                     to_text(budget.limit) + " of " + shown(budget),
                             .repro = "gonogo run",
                             .evidence = {"results.json#/scenarios"}});
  }
}

}  // namespace gonogo
