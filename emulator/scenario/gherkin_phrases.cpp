// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_phrases.h"

#include <algorithm>
#include <cctype>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/regex.h"
#include "emulator/scenario/reading.h"

namespace gonogo {
namespace {

/// A parameter is a quoted text, or as few characters as will do.
constexpr std::string_view parameter = R"re((?:"((?:[^"\\]|\\.)*)"|([^"]+?)))re";

std::string escaped(std::string_view text) {
  std::string made;
  for (const char c : text) {
    const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == ' ' || c == '_' ||
                       static_cast<unsigned char>(c) >= 0x80;
    if (!plain) made += '\\';
    made += c;
  }
  return made;
}

/// Fills `pattern` and `names`; false for an open or empty brace.
bool compile(Phrase& phrase) {
  std::string_view rest = phrase.written;
  phrase.pattern = "^";
  for (size_t open = 0; (open = rest.find('{')) != std::string_view::npos;) {
    const size_t close = rest.find('}', open);
    if (close == std::string_view::npos || close == open + 1) return false;
    phrase.pattern += escaped(rest.substr(0, open)) + std::string(parameter);
    phrase.names.emplace_back(rest.substr(open + 1, close - open - 1));
    rest.remove_prefix(close + 1);
  }
  phrase.pattern += escaped(rest) + "$";
  return true;
}

void read_one(const Value& entry, const Reading& reading, std::vector<Phrase>& phrases) {
  if (!entry.is_object())
    return reading.report("wrong-type", "a phrase is a mapping of phrase: and steps:", entry);
  Reader reader(entry, reading.file, reading.pointer, reading.findings);
  Phrase phrase{.where = reading.place(entry)};
  if (reader.require("phrase")) phrase.written = reader.text("phrase").value_or("");
  const Value* steps = reader.require("steps") ? reader.list("steps") : nullptr;
  reader.finish();
  if (phrase.written.empty() || steps == nullptr) return;
  if (!compile(phrase))
    return reader.report("bad-phrase", "a brace of this phrase is not closed or holds no name",
                         "phrase", "write {name} for what changes");
  phrase.steps = *steps;
  (void)read_steps(*steps, reading.below("steps"));
  phrases.push_back(std::move(phrase));
}

void fill(Value& value, const auto& replace) {
  if (value.is_text()) return replace(value);
  if (value.is_array())
    for (Value& item : value.items()) fill(item, replace);
  if (value.is_object())
    for (Value::Member& member : value.members()) fill(member.value, replace);
}

std::string without_quotes(std::string text) { return replace_all(std::move(text), "\\\"", "\""); }

}  // namespace

std::vector<Phrase> read_phrases(std::string_view text, const std::string& file, Findings& findings,
                                 const ReadText& files) {
  const Reading reading{.file = file, .findings = findings, .files = &files, .chain = {file}};
  std::vector<Phrase> phrases;
  const auto documents = parse_yaml(text, file);
  if (!documents) {
    const Error& error = documents.error();
    findings.push_back(
        {.rule = error.code, .message = error.what, .where = error.where, .hint = error.hint});
    return phrases;
  }
  for (const Value& document : *documents) {
    if (!document.is_array())
      reading.report("wrong-type", "phrases are a list of {phrase, steps}", document);
    for (size_t i = 0; i < document.items().size(); ++i)
      read_one(document.items()[i], reading.below(std::to_string(i)), phrases);
  }
  return phrases;
}

std::optional<std::vector<std::string>> match_phrase(const Phrase& phrase,
                                                     const std::string& line) {
  const auto found = search(line, phrase.pattern);
  if (!found || !*found) return std::nullopt;
  std::vector<std::string> arguments;
  // Each parameter has two groups: between quotes, or without.
  for (size_t i = 1; i + 1 < (*found)->size(); i += 2)
    arguments.push_back(without_quotes((**found)[i].empty() ? (**found)[i + 1] : (**found)[i]));
  return arguments;
}

bool takes(const Phrase& phrase, std::string_view placeholder) {
  bool found = false;
  Value steps = phrase.steps;
  fill(steps, [&](Value& value) {
    found = found || value.as_text().find(placeholder) != std::string::npos;
  });
  return found;
}

Value fill_phrase(const Phrase& phrase, const std::vector<std::string>& arguments,
                  const Value& table, const std::string& text) {
  Value steps = phrase.steps;
  fill(steps, [&](Value& value) {
    const Mark mark = value.mark;
    if (value.as_text() == "${table}" && !table.is_null()) {
      value = table;
    } else {
      std::string filled = value.as_text();
      for (size_t i = 0; i < phrase.names.size() && i < arguments.size(); ++i)
        filled = replace_all(std::move(filled), "${" + phrase.names[i] + "}", arguments[i]);
      value = replace_all(std::move(filled), "${text}", text.empty() ? "${text}" : text);
    }
    value.mark = mark;
  });
  return steps;
}

std::string phrase_snippet(const std::string& line) {
  std::string phrase;
  int count = 0;
  for (std::string_view rest = line; !rest.empty();) {
    const size_t open = rest.find('"');
    const size_t close = open == std::string_view::npos ? open : rest.find('"', open + 1);
    phrase += rest.substr(0, close == std::string_view::npos ? rest.size() : open);
    if (close == std::string_view::npos) break;
    phrase += "{value" + std::to_string(++count) + "}";
    rest.remove_prefix(close + 1);
  }
  return "- phrase: '" + replace_all(phrase, "'", "''") +
         "'\n  steps:\n    - http: GET ${task.NAME}/path\n      expect: {status: 200}";
}

}  // namespace gonogo
