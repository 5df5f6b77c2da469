// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/scenario/execution.h"

namespace gonogo {
namespace {

constexpr Milliseconds default_timeout(10'000);

// A part of a field counts for the field: whoever expects error.code expects the error.
bool concerns(const std::string& field, const std::string& whole) {
  return field == whole || field.starts_with(whole + ".");
}

void add_always(PreparedStep& step, const Step& written) {
  const Expectation& always = step.rule.always;
  const bool replaced = std::any_of(step.expect.begin(), step.expect.end(),
                                    [&](auto& each) { return concerns(each.field, always.field); });
  if (always.field.empty() || replaced) return;
  Expectation added = always;
  added.where = written.where;
  step.expect.push_back(std::move(added));
  step.expects_always = true;
}

// Of a wait the step inside is tried.
const Step& tried_step(const Step& step) {
  return step.verb == Verb::wait && !step.steps.empty() ? step.steps[0] : step;
}

Result<Done> prepare_retry(PreparedStep& prepared, const Step& step, const Lookup& lookup) {
  prepared.retry = step.retry;
  if (!prepared.retry) return Done{};
  auto until = interpolated(prepared.retry->until, lookup);
  if (!until) return fail(until.error());
  auto unless = interpolated(prepared.retry->unless, lookup);
  if (!unless) return fail(unless.error());
  prepared.retry->until = std::move(*until);
  prepared.retry->unless = std::move(*unless);
  return Done{};
}

// Operands that are expectations themselves.
bool nests(std::string_view name) {
  return name == "not" || name == "all" || name == "any" || name == "size" || name == "count";
}

}  // namespace

Result<std::vector<Expectation>> interpolated(std::vector<Expectation> expectations,
                                              const Lookup& lookup) {
  for (Expectation& each : expectations) {
    auto field = interpolate_text(each.field, lookup);
    if (!field) return fail(field.error());
    auto wanted = interpolate_wanted(each.wanted, lookup);
    if (!wanted) return fail(wanted.error());
    each.field = std::move(*field);
    each.wanted = std::move(*wanted);
  }
  return expectations;
}

Result<std::vector<Capture>> interpolated(std::vector<Capture> captures, const Lookup& lookup) {
  for (Capture& capture : captures) {
    auto field = interpolate_text(capture.field, lookup);
    if (!field) return fail(field.error());
    capture.field = std::move(*field);
    for (Value& filter : capture.filters) {
      auto made = interpolate(filter, lookup);
      if (!made) return fail(made.error());
      filter = std::move(*made);
    }
  }
  return captures;
}

// A mapping that comes out of a variable is a value to compare with: its keys are never operators.
Result<Value> interpolate_wanted(const Value& written, const Lookup& lookup) {
  if (!written.is_object()) {
    auto value = interpolate(written, lookup);
    if (!value || !value->is_object()) return value;
    Value wanted = Value::object({{"eq", std::move(*value)}});
    wanted.mark = written.mark;
    return wanted;
  }
  Value wanted = Value::object();
  wanted.mark = written.mark;
  for (const Value::Member& member : written.members()) {
    auto operand = nests(member.key) ? interpolate_wanted(member.value, lookup)
                                     : interpolate(member.value, lookup);
    if (!operand) return operand;
    wanted.members().push_back({member.key, std::move(*operand), member.mark});
  }
  return wanted;
}

Result<PreparedStep> prepare(const Step& step, Execution& execution) {
  const Step& tried = tried_step(step);
  const Lookup lookup = execution.variables().lookup();
  PreparedStep prepared{.rule = rule_of(tried.verb)};
  const auto part = own_part(tried.body, prepared.rule);
  if (!part) return fail(part.error());
  auto body = interpolate(*part, lookup);
  if (!body) return fail(body.error());
  prepared.body = std::move(*body);
  auto expect = interpolated(tried.expect, lookup);
  if (!expect) return fail(expect.error());
  prepared.expect = std::move(*expect);
  auto captures = interpolated(tried.captures, lookup);
  if (!captures) return fail(captures.error());
  prepared.captures = std::move(*captures);
  if (auto done = prepare_retry(prepared, step, lookup); !done) return fail(done.error());
  prepared.timeout = tried.timeout.value_or(step.timeout.value_or(default_timeout));
  prepared.is_explicit =
      !tried.expect.empty() || (has_own_checks(tried) && tried.body.find("report") == nullptr);
  for (const Value* masks : {&execution.scenario.masks, &tried.masks})
    for (const Value::Member& mask : masks->members()) prepared.masks.set(mask.key, mask.value);
  add_always(prepared, tried);
  return prepared;
}

}  // namespace gonogo
