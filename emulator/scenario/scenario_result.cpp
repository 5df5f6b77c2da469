// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/scenario_result.h"

#include <cmath>
#include <iterator>

namespace gonogo {
namespace {

constexpr std::string_view outcomes[] = {"passed",  "failed", "errored",
                                         "skipped", "flaky",  "not-run"};

// Not rounded: a double holds the nanoseconds of a hundred days, and reading gives them back.
Value to_ms(Nanoseconds duration) { return static_cast<double>(duration.count()) / 1e6; }

std::string text(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  return found != nullptr ? found->as_text() : "";
}

int integer(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  return found != nullptr ? static_cast<int>(found->as_integer()) : 0;
}

Nanoseconds duration(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  return Nanoseconds(found != nullptr ? std::llround(found->as_number() * 1e6) : 0);
}

Outcome outcome(const Value& value) { return outcome_of(text(value, "state")); }

const Value::Array& list(const Value& value, std::string_view key) {
  static const Value none;
  const Value* found = value.find(key);
  return (found != nullptr ? *found : none).items();
}

std::vector<std::string> texts(const Value& value, std::string_view key) {
  std::vector<std::string> all;
  for (const Value& item : list(value, key)) all.push_back(item.as_text());
  return all;
}

Value to_list(const std::vector<std::string>& texts) {
  Value all = Value::array();
  for (const std::string& each : texts) all.push(each);
  return all;
}

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
  Error error{.code = text(value, "code"),
              .what = text(value, "what"),
              .seen = text(value, "seen"),
              .hint = text(value, "hint")};
  if (const Value* where = value.find("where"))
    error.where = {text(*where, "file"),
                   {integer(*where, "line"), integer(*where, "column")},
                   text(*where, "pointer")};
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
  return {.what = text(value, "what"),
          .mark = {integer(value, "line"), integer(value, "column")},
          .op = text(value, "op"),
          .expected = text(value, "expected"),
          .actual = text(value, "actual"),
          .passed = passed != nullptr && passed->as_bool()};
}

Value step_value(const StepResult& step) {
  Value value = Value::object({{"name", step.name},
                               {"verb", step.verb},
                               {"file", step.file},
                               {"line", step.line},
                               {"ms", to_ms(step.duration)},
                               {"state", to_text(step.outcome)}});
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
  value.set("evidence", to_list(step.evidence));
  return value;
}

StepResult step_of(const Value& value) {
  StepResult step{.name = text(value, "name"),
                  .verb = text(value, "verb"),
                  .file = text(value, "file"),
                  .line = integer(value, "line"),
                  .duration = duration(value, "ms"),
                  .outcome = outcome(value),
                  .request = text(value, "request"),
                  .response = text(value, "response"),
                  .rows = text(value, "rows"),
                  .output = text(value, "output"),
                  .repro = text(value, "repro"),
                  .attempts = integer(value, "tries")};
  for (const Value& check : list(value, "checks")) step.checks.push_back(check_of(check));
  if (const Value* captures = value.find("captures"))
    for (const Value::Member& member : captures->members())
      step.captures.emplace_back(member.key, member.value);
  if (const Value* error = value.find("error")) step.error = error_of(*error);
  step.evidence = texts(value, "evidence");
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
  return {.name = text(value, "name"),
          .class_name = text(value, "class"),
          .outcome = outcome(value),
          .duration = duration(value, "ms"),
          .message = text(value, "message")};
}

Value attempt_value(const Attempt& attempt) {
  return Value::object({{"started", to_rfc3339(attempt.started, 9)},
                        {"ms", to_ms(attempt.duration)},
                        {"state", to_text(attempt.outcome)},
                        {"steps", to_list(attempt.steps, step_value)},
                        {"logs", to_list(attempt.log_lines)}});
}

Attempt attempt_of(const Value& value) {
  Attempt attempt{.started = from_rfc3339(text(value, "started")),
                  .duration = duration(value, "ms"),
                  .outcome = outcome(value)};
  for (const Value& step : list(value, "steps")) attempt.steps.push_back(step_of(step));
  attempt.log_lines = texts(value, "logs");
  return attempt;
}

}  // namespace

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
                               {"tags", to_list(result.tags)},
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
  ScenarioResult result{.id = text(value, "id"),
                        .name = text(value, "name"),
                        .file = text(value, "file"),
                        .line = integer(value, "line"),
                        .kind = text(value, "kind"),
                        .tags = texts(value, "tags"),
                        .issue = text(value, "issue"),
                        .outcome = outcome(value),
                        .reason = text(value, "reason")};
  for (const Value& attempt : list(value, "attempts"))
    result.attempts.push_back(attempt_of(attempt));
  for (const Value& each : list(value, "cases")) result.cases.push_back(case_of(each));
  result.started = duration(value, "started");
  result.ended = duration(value, "ended");
  return result;
}

}  // namespace gonogo
