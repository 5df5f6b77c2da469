// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/scenario_result.h"

#include <cmath>
#include <iterator>

#include "emulator/base/members.h"

namespace gonogo {
namespace {

constexpr std::string_view outcomes[] = {"passed",  "failed", "errored",
                                         "skipped", "flaky",  "not-run"};

// Not rounded: a double holds the nanoseconds of a hundred days, and reading gives them back.
Value to_ms(Nanoseconds duration) { return static_cast<double>(duration.count()) / 1e6; }

Nanoseconds duration(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  return Nanoseconds(found != nullptr ? std::llround(found->as_number() * 1e6) : 0);
}

Outcome outcome(const Value& value) { return outcome_of(text_of(value, "state")); }

template <typename T, typename Convert>
Value to_list(const std::vector<T>& items, Convert convert) {
  Value all = Value::array();
  for (const T& item : items) all.push(convert(item));
  return all;
}

void set_text(Value& value, const char* key, const std::string& given) {
  if (!given.empty()) value.set(key, given);
}

Value where_value(const Location& where) {
  Value value = Value::object();
  set_text(value, "file", where.file);
  if (where.mark.line != 0) value.set("line", where.mark.line);
  if (where.mark.column != 0) value.set("column", where.mark.column);
  set_text(value, "pointer", where.pointer);
  return value;
}

Value error_value(const Error& error) {
  return Value::object({{"code", error.code},
                        {"what", error.what},
                        {"where", where_value(error.where)},
                        {"seen", error.seen},
                        {"hint", error.hint}});
}

Error error_of(const Value& value) {
  Error error{.code = text_of(value, "code"),
              .what = text_of(value, "what"),
              .seen = text_of(value, "seen"),
              .hint = text_of(value, "hint")};
  if (const Value* where = value.find("where"))
    error.where = {text_of(*where, "file"),
                   {static_cast<int>(number_of(*where, "line")),
                    static_cast<int>(number_of(*where, "column"))},
                   text_of(*where, "pointer")};
  return error;
}

Value check_value(const CheckResult& check) {
  return Value::object({{"what", check.what},
                        {"line", check.mark.line},
                        {"column", check.mark.column},
                        {"op", check.op},
                        {"expected", check.expected},
                        {"actual", check.actual},
                        {"passed", check.passed}});
}

CheckResult check_of(const Value& value) {
  const Value* passed = value.find("passed");
  return {.what = text_of(value, "what"),
          .mark = {static_cast<int>(number_of(value, "line")),
                   static_cast<int>(number_of(value, "column"))},
          .op = text_of(value, "op"),
          .expected = text_of(value, "expected"),
          .actual = text_of(value, "actual"),
          .passed = passed != nullptr && passed->as_bool()};
}

Value step_value(const StepResult& step) {
  Value value = Value::object({{"name", step.name},
                               {"verb", step.verb},
                               {"file", step.file},
                               {"line", step.line},
                               {"ms", to_ms(step.duration)},
                               {"state", to_text(step.outcome)}});
  set_text(value, "waitsFor", step.waits_for);
  set_text(value, "request", step.request);
  set_text(value, "response", step.response);
  set_text(value, "rows", step.rows);
  set_text(value, "output", step.output);
  set_text(value, "repro", step.repro);
  value.set("tries", step.attempts);
  value.set("checks", to_list(step.checks, check_value));
  Value captures = Value::object();
  for (const auto& [name, captured] : step.captures) captures.set(name, captured);
  value.set("captures", std::move(captures));
  if (step.error) value.set("error", error_value(*step.error));
  value.set("evidence", texts_value(step.evidence));
  return value;
}

StepResult step_of(const Value& value) {
  StepResult step{.name = text_of(value, "name"),
                  .verb = text_of(value, "verb"),
                  .waits_for = text_of(value, "waitsFor"),
                  .file = text_of(value, "file"),
                  .line = static_cast<int>(number_of(value, "line")),
                  .duration = duration(value, "ms"),
                  .outcome = outcome(value),
                  .request = text_of(value, "request"),
                  .response = text_of(value, "response"),
                  .rows = text_of(value, "rows"),
                  .output = text_of(value, "output"),
                  .repro = text_of(value, "repro"),
                  .attempts = static_cast<int>(number_of(value, "tries"))};
  for (const Value& check : part_of(value, "checks").items())
    step.checks.push_back(check_of(check));
  if (const Value* captures = value.find("captures"))
    for (const Value::Member& member : captures->members())
      step.captures.emplace_back(member.key, member.value);
  if (const Value* error = value.find("error")) step.error = error_of(*error);
  step.evidence = texts_of(value, "evidence");
  return step;
}

Value case_value(const CaseResult& result) {
  return Value::object({{"name", result.name},
                        {"class", result.class_name},
                        {"state", to_text(result.outcome)},
                        {"ms", to_ms(result.duration)},
                        {"message", result.message}});
}

CaseResult case_of(const Value& value) {
  return {.name = text_of(value, "name"),
          .class_name = text_of(value, "class"),
          .outcome = outcome(value),
          .duration = duration(value, "ms"),
          .message = text_of(value, "message")};
}

Value attempt_value(const Attempt& attempt) {
  return Value::object({{"started", to_rfc3339(attempt.started, 9)},
                        {"ms", to_ms(attempt.duration)},
                        {"state", to_text(attempt.outcome)},
                        {"world", attempt.world},
                        {"steps", to_list(attempt.steps, step_value)},
                        {"logs", texts_value(attempt.log_lines)}});
}

Attempt attempt_of(const Value& value) {
  Attempt attempt{.started = from_rfc3339(text_of(value, "started")),
                  .duration = duration(value, "ms"),
                  .outcome = outcome(value)};
  for (const Value& step : part_of(value, "steps").items()) attempt.steps.push_back(step_of(step));
  attempt.log_lines = texts_of(value, "logs");
  attempt.world = static_cast<int>(number_of(value, "world"));
  return attempt;
}

}  // namespace

std::string check_name(const CaseResult& each) {
  return "case " + (each.class_name.empty() ? "" : each.class_name + ": ") + each.name;
}

std::string_view to_text(Outcome outcome) { return outcomes[static_cast<size_t>(outcome)]; }

// An unknown word is no pass.
Outcome outcome_of(std::string_view text) {
  for (size_t i = 0; i < std::size(outcomes); ++i)
    if (outcomes[i] == text) return static_cast<Outcome>(i);
  return Outcome::not_run;
}

Value to_value(const ScenarioResult& result) {
  Value value = Value::object({{"id", result.id},
                               {"name", result.name},
                               {"file", result.file},
                               {"line", result.line},
                               {"kind", result.kind},
                               {"tags", texts_value(result.tags)},
                               {"issue", result.issue},
                               {"state", to_text(result.outcome)},
                               {"reason", result.reason},
                               {"started", to_ms(result.started)},
                               {"ended", to_ms(result.ended)},
                               {"attempts", to_list(result.attempts, attempt_value)}});
  if (!result.cases.empty()) value.set("cases", to_list(result.cases, case_value));
  return value;
}

ScenarioResult scenario_result_of(const Value& value) {
  ScenarioResult result{.id = text_of(value, "id"),
                        .name = text_of(value, "name"),
                        .file = text_of(value, "file"),
                        .line = static_cast<int>(number_of(value, "line")),
                        .kind = text_of(value, "kind"),
                        .tags = texts_of(value, "tags"),
                        .issue = text_of(value, "issue"),
                        .outcome = outcome(value),
                        .reason = text_of(value, "reason")};
  for (const Value& attempt : part_of(value, "attempts").items())
    result.attempts.push_back(attempt_of(attempt));
  for (const Value& each : part_of(value, "cases").items()) result.cases.push_back(case_of(each));
  result.started = duration(value, "started");
  result.ended = duration(value, "ended");
  return result;
}

}  // namespace gonogo
