// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/redact.h"

#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

void redact(std::string& text, const Redactor& redactor) {
  text = redactor.redact(std::move(text));
}

void redact(Value& value, const Redactor& redactor) {
  if (value.is_array()) {
    for (Value& item : value.items()) redact(item, redactor);
  } else if (value.is_object()) {
    for (Value::Member& member : value.members()) {
      redact(member.key, redactor);
      redact(member.value, redactor);
    }
  } else if (!value.is_null()) {
    // A secret may be a number as well.
    const std::string text = text_of(value);
    std::string clean = redactor.redact(text);
    if (clean != text) value = Value(std::move(clean));
  }
}

void redact(StepResult& step, const Redactor& redactor) {
  for (std::string* text :
       {&step.name, &step.request, &step.response, &step.rows, &step.output, &step.repro})
    redact(*text, redactor);
  for (CheckResult& check : step.checks)
    for (std::string* text : {&check.what, &check.expected, &check.actual}) redact(*text, redactor);
  for (auto& capture : step.captures) redact(capture.second, redactor);
  if (!step.error) return;
  for (std::string* text : {&step.error->what, &step.error->seen, &step.error->hint})
    redact(*text, redactor);
}

}  // namespace

void redact(Attempt& attempt, const Redactor& redactor) {
  for (StepResult& step : attempt.steps) redact(step, redactor);
  for (std::string& line : attempt.log_lines) redact(line, redactor);
}

void redact(CaseResult& result, const Redactor& redactor) {
  for (std::string* text : {&result.name, &result.class_name, &result.message})
    redact(*text, redactor);
}

}  // namespace gonogo
