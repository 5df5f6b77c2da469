// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "emulator/scenario/run_scenario.h"
#include "emulator/scenario/snapshots.h"
#include "emulator/scenario/variables.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {

/// One attempt under way.
struct Execution {
  Execution(const Scenario& scenario_, ScenarioContext& context_, std::vector<CaseResult>& cases_);

  Clock& clock() const { return context.world.clock; }
  /// Of the scenario, or of the fragment that is being run.
  Variables& variables() { return *scope; }
  /// What is left of the scenario's time; never negative.
  Milliseconds left() const;

  const Scenario& scenario;
  ScenarioContext& context;
  std::vector<CaseResult>& cases;
  Generators generators;
  std::unique_ptr<Variables> scope;
  VerbContext verbs;
  SnapshotBook snapshots;
  Moment deadline{};
  int explicit_checks = 0;  ///< expectations and reports that came to be tried
};

/// Runs the steps of an `include` in a scope of their own; their results, then its own.
std::vector<StepResult> run_include(const Step& step, Execution& execution);

/// Checks and captures on what a try gave: how the step ended.
void finish_step(const std::vector<Capture>& captures, const Tried& tried, const VerbRule& rule,
                 Execution& execution, StepResult& result);

/// Fills in where a step's error happened, and how the step ended.
StepResult broken(StepResult result, const Step& step, Outcome outcome, Error error);
/// The result of a step that nothing has been done for.
StepResult begun(const Step& step, Execution& execution);

/// Runs a step: one result, or one an item of its for_each (until one is not passed).
std::vector<StepResult> run_step(const Step& step, Execution& execution);

/// A step with all placeholders put in: what every try of it does.
struct PreparedStep {
  const VerbRule& rule;
  Value body{};
  std::vector<Expectation> expect{};  ///< with what is always expected, last
  bool expects_always = false;        ///< that is there: nothing of the step's own replaces it
  std::vector<Capture> captures{};
  std::optional<Retry> retry{};
  Milliseconds timeout{};
  Value masks = Value::object();  ///< of its snapshots: its own and the scenario's
  bool is_explicit = false;       ///< has an expect or a report of its own
};

/// An expectation with its placeholders put in.
Result<Value> interpolate_wanted(const Value& written, const Lookup& lookup);
Result<PreparedStep> prepare(const Step& step, Execution& execution);
Result<std::vector<Expectation>> interpolated(std::vector<Expectation> expectations,
                                              const Lookup& lookup);
Result<std::vector<Capture>> interpolated(std::vector<Capture> captures, const Lookup& lookup);

/// Tries the verb, again and again where there is a retry, and fills in what came out.
void run_tries(const PreparedStep& step, Execution& execution, StepResult& result);

}  // namespace gonogo
