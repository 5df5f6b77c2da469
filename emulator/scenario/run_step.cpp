// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/io/interrupt.h"
#include "emulator/scenario/execution.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

constexpr size_t longest_name = 80;

/// The verb and what it is written with: the name of a step that has none.
std::string written_name(const Step& step) {
  const Step& inner = step.verb == Verb::wait && !step.steps.empty() ? step.steps[0] : step;
  const std::string verb(rule_of(inner.verb).name);
  const Value* main = inner.body.find(verb);
  std::string text = main != nullptr ? text_of(*main) : "";
  text = text.substr(0, text.find('\n'));
  return inner.verb == Verb::http ? cut(text, longest_name) : cut(verb + " " + text, longest_name);
}

std::string name_of(const Step& step, Execution& execution) {
  std::string name = step.name;
  if (name.empty() && step.verb == Verb::wait && !step.steps.empty()) name = step.steps[0].name;
  if (name.empty()) return written_name(step);
  return interpolate_text(name, execution.variables().lookup()).value_or(name);
}

StepResult skipped(StepResult result, std::string reason) {
  result.outcome = Outcome::skipped;
  result.output = "skipped: " + std::move(reason);
  return result;
}

StepResult undefined(const Step& step) {
  StepResult result{
      .name = step.name, .verb = "gherkin", .file = step.where.file, .line = step.where.mark.line};
  return broken(std::move(result), step, Outcome::failed, *step.undefined);
}

/// 201 and "201" are not equal, but whoever writes one of them means the other: the step would be
/// left out for ever.
bool is_spelled_alike(const Value& actual, const Value& wanted) {
  const bool scalars = !wanted.is_object() && !wanted.is_array() && wanted.is_text() != actual.is_text();
  return scalars && text_of(actual) == text_of(wanted);
}

/// Why the step's `if` does not hold; nothing when it does.
Result<std::optional<std::string>> unmet_condition(const Step& step, Execution& execution) {
  const Lookup lookup = execution.variables().lookup();
  for (const Value::Member& member : step.condition.members()) {
    const auto actual = interpolate(Value(member.key), lookup);
    if (!actual) return fail(actual.error());
    const auto wanted = interpolate_wanted(member.value, lookup);
    if (!wanted) return fail(wanted.error());
    const Judgement judgement = judge(*actual, *wanted, {execution.clock().wall()});
    if (!judgement.applies)
      return fail({.code = "wrong-condition",
                   .what = "the condition on " + member.key + " can't be judged",
                   .where = {.mark = member.value.mark},
                   .seen = printed(*actual) + (judgement.note.empty() ? "" : ": " + judgement.note)});
    if (!judgement.holds && is_spelled_alike(*actual, *wanted))
      return fail({.code = "wrong-condition",
                   .what = "the condition on " + member.key + " compares text with what is none",
                   .where = {.mark = member.value.mark},
                   .seen = printed(*actual) + " and " + printed(*wanted),
                   .hint = "write it as the value has it, with or without quotes"});
    if (!judgement.holds)
      return "if " + member.key + ": it is " + printed(*actual) + ", not " + printed(*wanted);
  }
  return std::nullopt;
}

StepResult run_verb(const Step& step, Execution& execution, StepResult result) {
  const auto prepared = prepare(step, execution);
  if (!prepared) return broken(std::move(result), step, Outcome::errored, prepared.error());
  const Moment started = execution.clock().now();
  run_tries(*prepared, execution, result);
  result.duration = execution.clock().now() - started;
  if (result.error) {
    const Outcome outcome = result.outcome;
    const Error error = *result.error;  // before it moves: the order of arguments is the compiler's
    return broken(std::move(result), step, outcome, error);
  }
  return result;
}

std::vector<StepResult> run_once(const Step& step, Execution& execution) {
  StepResult result = begun(step, execution);
  const auto unmet = unmet_condition(step, execution);
  if (!unmet) return {broken(std::move(result), step, Outcome::errored, unmet.error())};
  if (*unmet) return {skipped(std::move(result), **unmet)};
  if (execution.left().count() <= 0)
    return {
        broken(std::move(result), step, Outcome::failed,
               {.code = "scenario-timed-out",
                .what = "the scenario's " + to_text(execution.scenario.timeout) + " are over"})};
  if (step.verb == Verb::include) return run_include(step, execution);
  return {run_verb(step, execution, std::move(result))};
}

bool is_good(const StepResult& result) {
  return result.outcome == Outcome::passed || result.outcome == Outcome::skipped;
}

// As with `all`: of an empty list nothing was seen to hold. Who expects one says so by `if`.
StepResult nothing_to_try(const Step& step, Execution& execution) {
  StepResult result = begun(step, execution);
  const auto unmet = step.condition.is_null() ? std::nullopt
                                              : unmet_condition(step, execution).value_or(std::nullopt);
  if (unmet) return skipped(std::move(result), *unmet);
  return broken(std::move(result), step, Outcome::failed,
                {.code = "nothing-to-try",
                 .what = "for_each has no items: nothing was tried",
                 .hint = "where an empty list is good: if: {\"${list}\": {empty: false}}"});
}

std::vector<StepResult> run_items(const Step& step, Execution& execution) {
  const Value::Member& loop = step.for_each.members()[0];
  const auto list = interpolate(loop.value, execution.variables().lookup());
  if (!list) return {broken(begun(step, execution), step, Outcome::errored, list.error())};
  if (!list->is_array())
    return {
        broken(begun(step, execution), step, Outcome::errored,
               {.code = "wrong-type", .what = "for_each wants a list", .seen = printed(*list)})};
  if (list->items().empty()) return {nothing_to_try(step, execution)};
  const auto outer = execution.variables().items();
  std::vector<StepResult> results;
  for (const Value& item : list->items()) {
    auto items = outer;
    items[loop.key] = item;
    execution.variables().set_items(std::move(items));
    bool good = true;
    for (StepResult& result : run_once(step, execution)) {
      result.name += " [" + cut(text_of(item), longest_name) + "]";
      good = good && is_good(result);
      results.push_back(std::move(result));
    }
    if (!good) break;
  }
  execution.variables().set_items(outer);
  return results;
}

}  // namespace

StepResult begun(const Step& step, Execution& execution) {
  return {.name = name_of(step, execution),
          .verb = std::string(rule_of(step.verb).name),
          .waits_for = step.verb == Verb::wait && !step.steps.empty()
                           ? std::string(rule_of(step.steps[0].verb).name)
                           : "",
          .file = step.where.file,
          .line = step.where.mark.line};
}

StepResult broken(StepResult result, const Step& step, Outcome outcome, Error error) {
  result.outcome = outcome;
  result.error = std::move(error);
  Location& where = result.error->where;
  if (where.file.empty()) where.file = step.where.file;
  if (where.mark == Mark{}) where.mark = step.where.mark;
  return result;
}

Execution::Execution(const Scenario& scenario_, ScenarioContext& context_,
                     std::vector<CaseResult>& cases_)
    : scenario(scenario_),
      context(context_),
      cases(cases_),
      generators(context_.seed, scenario_.id),
      scope(std::make_unique<Variables>(scenario_, context_, generators)),
      verbs{.context = context_, .file = scenario_.where.file, .scenario = scenario_.id},
      snapshots(scenario_, context_.project_folder, context_.update_snapshots, context_.redactor),
      deadline(context_.world.clock.now() + scenario_.timeout) {
  scope->hide_secrets();
}

Milliseconds Execution::left() const {
  const auto rest = std::chrono::floor<Milliseconds>(deadline - clock().now());
  return std::max(rest, Milliseconds(0));
}

std::vector<StepResult> run_step(const Step& step, Execution& execution) {
  if (!step.skip.empty()) return {skipped(begun(step, execution), step.skip)};
  if (step.undefined) return {undefined(step)};
  if (interrupted())
    return {broken(begun(step, execution), step, Outcome::errored,
                   {.code = "interrupted", .what = "the run was interrupted"})};
  if (!step.for_each.is_null()) return run_items(step, execution);
  return {run_once(step, execution)};
}

}  // namespace gonogo
