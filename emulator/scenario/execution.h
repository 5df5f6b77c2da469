// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "emulator/scenario/run_scenario.h"
#include "emulator/scenario/variables.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {

/// One attempt under way.
struct Execution {
  Execution(const Scenario& scenario_, ScenarioContext& context_, std::vector<CaseResult>& cases_);

  Clock& clock() const { return context.world.clock; }
  /// What is left of the scenario's time; never negative.
  Milliseconds left() const;

  const Scenario& scenario;
  ScenarioContext& context;
  std::vector<CaseResult>& cases;
  Variables variables;
  VerbContext verbs;
  Moment deadline{};
  int explicit_checks = 0;  ///< expectations and reports that came to be tried
};

/// Runs a step: one result, or one an item of its for_each (until one is not passed).
std::vector<StepResult> run_step(const Step& step, Execution& execution);

/// A step with all placeholders put in: what every try of it does.
struct PreparedStep {
  const VerbRule& rule;
  Value body{};
  std::vector<Expectation> expect{};  ///< with what is always expected
  std::vector<Capture> captures{};
  std::optional<Retry> retry{};
  Milliseconds timeout{};
  bool is_explicit = false;  ///< has an expect or a report of its own
};

/// An expectation with its placeholders put in.
Result<Value> interpolate_wanted(const Value& written, const Lookup& lookup);
Result<PreparedStep> prepare(const Step& step, Execution& execution);

/// Tries the verb, again and again where there is a retry, and fills in what came out.
void run_tries(const PreparedStep& step, Execution& execution, StepResult& result);

}  // namespace gonogo
