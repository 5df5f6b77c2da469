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

namespace {

/// Whether a step of the project's own may have sent or run something that it does not hand on.
bool hides(const Value& mapping, std::string_view verb) {
  const Value* wait = mapping.find("wait");
  if (mapping.find("include") != nullptr || (wait != nullptr && wait->find(verb) != nullptr))
    return true;
  return mapping.find(verb) != nullptr &&
         (mapping.find("if") != nullptr || mapping.find("skip") != nullptr);
}

}  // namespace

Result<PhraseStep*> last_step(Line& line, std::string_view verb, std::string_view kind) {
  auto& steps = line.book.steps;
  const auto found = std::find_if(steps.rbegin(), steps.rend(), [&](const PhraseStep& step) {
    return step.mapping.find(verb) != nullptr || hides(step.mapping, verb);
  });
  if (found != steps.rend() && hides(found->mapping, verb))
    return fail(problem("nothing-before",
                        "what came last is a phrase of the project that waits, includes or may be "
                        "left out: this line would look at what was before it",
                        "check it in the phrase's own steps"));
  if (found != steps.rend()) return &*found;
  return fail(problem("nothing-before", "no " + std::string(kind) + " before this line",
                      "say first what is sent or run"));
}

namespace {

// Both are of one answer: what is expected is looked at first, with the value that came before.
Result<Done> refuse_remembered(const PhraseStep& step, const Value& fields) {
  for (const Value& names : step.captures)
    for (const Value::Member& member : names.members())
      if (names_variable(fields, member.key))
        return fail(problem("nothing-before",
                            "\"" + member.key + "\" is remembered from the very answer that this "
                            "line is about: there is nothing yet to compare it with",
                            "send another request before this line, or remember it behind it"));
  return Done{};
}

Result<Done> add_expectation(Line& line, std::string_view verb, std::string_view kind,
                             Value fields) {
  const auto step = last_step(line, verb, kind);
  if (!step) return fail(step.error());
  if (auto done = refuse_remembered(**step, fields); !done) return done;
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

bool names_variable(const Value& value, const std::string& name) {
  const std::string text = to_json(value);
  return text.find("${" + name + "}") != std::string::npos ||
         text.find("${" + name + ".") != std::string::npos;
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
