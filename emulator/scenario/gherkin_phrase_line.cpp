// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_phrase_line.h"

#include <algorithm>
#include <charconv>

#include "emulator/io/document.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo::phrases {

using gherkin::StepType;

Error problem(std::string code, std::string what, std::string hint) {
  return {.code = std::move(code), .what = std::move(what), .hint = std::move(hint)};
}

bool is_outcome(const Line& line) { return line.step.type == StepType::outcome; }

Result<Done> refuse_outcome(const Line& line, const std::string& does, const std::string& instead) {
  if (!is_outcome(line)) return Done{};
  return fail(
      problem("checks-nothing", "under Then this phrase would check nothing: it " + does, instead));
}

void add_step(Line& line, Value mapping) {
  mapping.set("name", line.step.text);
  line.book.steps.push_back({.mapping = std::move(mapping)});
}

Result<PhraseStep*> last_step(Line& line, std::string_view verb, std::string_view kind) {
  auto& steps = line.book.steps;
  const auto found = std::find_if(steps.rbegin(), steps.rend(), [&](const PhraseStep& step) {
    return step.mapping.find(verb) != nullptr;
  });
  if (found != steps.rend()) return &*found;
  return fail(problem("nothing-before", "no " + std::string(kind) + " before this line",
                      "say first what is sent or run"));
}

namespace {

Result<Done> add_expectation(Line& line, std::string_view verb, std::string_view kind,
                             Value fields) {
  const auto step = last_step(line, verb, kind);
  if (!step) return fail(step.error());
  (*step)->expects.push_back(std::move(fields));
  line.book.touched = static_cast<size_t>(*step - line.book.steps.data());
  return Done{};
}

}  // namespace

Result<Done> expect(Line& line, Value fields) {
  return add_expectation(line, "http", "request was sent", std::move(fields));
}

Result<Done> expect_of_command(Line& line, Value fields) {
  return add_expectation(line, "exec", "command was run", std::move(fields));
}

Value typed(const std::string& text, bool only_integers) {
  if (text.size() >= 2 && text.front() == '"' && text.back() == '"')
    return text.substr(1, text.size() - 2);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error == std::errc() && end == text.data() + text.size() && !text.empty()) return number;
  if (only_integers) return text;
  if (text == "true" || text == "false") return text == "true";
  if (text == "null") return nullptr;
  if (is_number_text(text))
    if (const auto value = parse_json(text, "")) return *value;
  return text;
}

Value loosely(const std::string& text) {
  Value value = typed(text, false);
  if (value.is_text()) return value;
  return Value::object({{"one_of", Value(Value::Array{value, Value(text)})}});
}

Value is(std::string_view op, Value operand) {
  return Value::object({{std::string(op), std::move(operand)}});
}

}  // namespace gonogo::phrases
