// SPDX-License-Identifier: Apache-2.0
#include <filesystem>

#include "emulator/scenario/execution.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

/// The arguments of an include with their placeholders put in.
Result<Value> arguments_of(const Step& step, Execution& execution) {
  const Value* with = step.body.find("with");
  if (with == nullptr) return Value::object();
  return interpolate(*with, execution.variables().lookup());
}

/// Runs the fragment's steps until one is not good; whether all were.
bool run_steps(const Step& step, Execution& execution, std::vector<StepResult>& results) {
  const std::string prefix = Path(step.fragment).stem().string() + ": ";
  for (const Step& inner : step.steps) {
    for (StepResult& result : run_step(inner, execution)) {
      result.name = prefix + result.name;
      const bool good = result.outcome == Outcome::passed || result.outcome == Outcome::skipped;
      results.push_back(std::move(result));
      if (!good) return false;
    }
  }
  return true;
}

/// The captures of the fragment are the fields of the include's own result.
StepResult finished(const Step& step, Execution& execution, const Value& captures) {
  StepResult result = begun(step, execution);
  const VerbRule& rule = rule_of(Verb::include);
  const Lookup lookup = execution.variables().lookup();
  const auto expect = interpolated(step.expect, lookup);
  if (!expect) return broken(std::move(result), step, Outcome::errored, expect.error());
  const auto wanted = interpolated(step.captures, lookup);
  if (!wanted) return broken(std::move(result), step, Outcome::errored, wanted.error());
  const Tried tried{.fields = captures};
  for (const Expectation& each : *expect)
    for (CheckResult& made : check(each, field_of(tried, rule, each.field),
                                   {execution.clock().wall(), &execution.snapshots, &step.masks}))
      result.checks.push_back(std::move(made));
  const Value* name = step.body.find("as");
  if (name != nullptr) execution.variables().capture(name->as_text(), captures);
  finish_step(*wanted, tried, rule, execution, result);
  if (result.outcome == Outcome::passed && !step.expect.empty()) ++execution.explicit_checks;
  return result;
}

}  // namespace

std::vector<StepResult> run_include(const Step& step, Execution& execution) {
  const auto arguments = arguments_of(step, execution);
  if (!arguments)
    return {broken(begun(step, execution), step, Outcome::errored, arguments.error())};
  auto scope = std::make_unique<Variables>(values_of(*arguments), values_of(step.defaults),
                                           execution.scenario.secrets, execution.context,
                                           execution.generators);
  std::vector<StepResult> results;
  std::swap(execution.scope, scope);
  const std::string file = std::exchange(execution.verbs.file, step.fragment);
  const Moment started = execution.clock().now();
  const bool good = run_steps(step, execution, results);
  execution.verbs.file = file;
  std::swap(execution.scope, scope);
  if (!good) return results;
  Value captures = Value::object();
  for (const auto& [name, value] : scope->captures()) captures.set(name, value);
  results.push_back(finished(step, execution, captures));
  results.back().duration = execution.clock().now() - started;
  return results;
}

}  // namespace gonogo
