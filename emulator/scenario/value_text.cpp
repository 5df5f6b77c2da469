// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/value_text.h"

#include <algorithm>

#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr size_t longest_printed = 2000;
constexpr size_t before_difference = 200;

bool continues_character(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

/// Never from within a character.
std::string from(const std::string& text, size_t start) {
  while (start < text.size() && continues_character(text[start])) ++start;
  return "… (from byte " + std::to_string(start) + ") " + cut(text.substr(start), longest_printed);
}

}  // namespace

std::string text_of(const Value& value) {
  return value.is_text() ? value.as_text() : to_json(value);
}

std::string printed(const std::optional<Value>& value) {
  return value ? cut(to_json(*value), longest_printed) : "missing";
}

std::pair<std::string, std::string> printed_apart(const Value& one, const Value& other) {
  const std::string first = to_json(one);
  const std::string second = to_json(other);
  const size_t shorter = std::min(first.size(), second.size());
  size_t at = 0;
  while (at < shorter && first[at] == second[at]) ++at;
  if (at + before_difference < longest_printed) return {printed(one), printed(other)};
  const size_t start = at - before_difference;
  return {from(first, start), from(second, start)};
}

std::map<std::string, Value> values_of(const Value& mapping) {
  std::map<std::string, Value> values;
  for (const Value::Member& member : mapping.members()) values[member.key] = member.value;
  return values;
}

size_t count_characters(std::string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return !continues_character(c); }));
}

std::string cut(std::string text, size_t limit) {
  if (text.size() <= limit) return text;
  const size_t whole = text.size();
  while (limit > 0 && continues_character(text[limit])) --limit;
  text.resize(limit);
  return text + "… (" + std::to_string(limit) + " of " + std::to_string(whole) + " bytes)";
}

}  // namespace gonogo
