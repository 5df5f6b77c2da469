// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/har_values.h"

#include <algorithm>
#include <cctype>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/date_text.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

constexpr size_t shortest_opaque = 16;
constexpr auto near = std::chrono::hours(48);

bool is_plain_name(std::string_view key) {
  return !key.empty() && std::isdigit(static_cast<unsigned char>(key[0])) == 0 &&
         std::all_of(key.begin(), key.end(), [](char c) {
           return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
         });
}

void visit_below(const Value& value, const std::string& path, const std::string& key,
                 const auto& visit) {
  if (value.is_object() && !value.members().empty()) {
    for (const Value::Member& member : value.members())
      visit_below(member.value, json_path_below(path, member.key), member.key, visit);
  } else if (value.is_array() && !value.items().empty()) {
    visit(path, key, value);
    for (size_t i = 0; i < value.items().size(); ++i)
      visit_below(value.items()[i], path + "[" + std::to_string(i) + "]", key, visit);
  } else {
    visit(path, key, value);
  }
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool measures_time(std::string_view key) {
  return is_one_of(to_lower(key), {"ms", "duration", "elapsed", "took", "uptime", "latency"});
}

Value type(const char* name) { return Value::object({{"type", name}}); }

}  // namespace

void each_leaf(
    const Value& document,
    const std::function<void(const std::string&, const std::string&, const Value&)>& visit) {
  visit_below(document, "$", "", visit);
}

std::string json_path_below(const std::string& path, std::string_view key) {
  if (is_plain_name(key)) return path + "." + std::string(key);
  return path + "['" + replace_all(replace_all(std::string(key), "\\", "\\\\"), "'", "\\'") + "']";
}

bool is_id_key(std::string_view key) {
  const std::string lower = to_lower(key);
  if (is_one_of(lower, {"id", "uuid", "guid", "token", "csrf", "nonce", "key", "code", "sid"}))
    return true;
  for (const std::string_view ending : {"_id", "_uuid", "_token", "-id", "_key"})
    if (lower.ends_with(ending)) return true;
  return key.ends_with("Id") || key.ends_with("ID") || key.ends_with("Token");
}

bool is_secret_key(std::string_view key) {
  const std::string lower = to_lower(key);
  for (const std::string_view word : {"token", "secret", "password", "csrf", "nonce", "sid"})
    if (lower.find(word) != std::string::npos) return true;
  return false;
}

bool is_opaque(std::string_view text) {
  if (is_uuid(text)) return true;
  if (text.size() < shortest_opaque) return false;
  bool digit = false;
  bool letter = false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    digit = digit || std::isdigit(byte) != 0;
    letter = letter || std::isalpha(byte) != 0;
    if (std::isalnum(byte) == 0 && c != '-' && c != '_' && c != '.' && c != '+' && c != '/' &&
        c != '=')
      return false;
  }
  return digit && letter && !parse_date(std::string(text));
}

Value expected_type(const std::string& key, const Value& value, WallTime started) {
  if (value.is_number() && measures_time(key)) return type("number");
  if (!value.is_text()) return {};
  const std::string& text = value.as_text();
  if (is_uuid(text)) return type("uuid");
  if (const auto date = parse_date(text))
    if (*date > started - near && *date < started + near) return type("date");
  return is_opaque(text) ? type("string") : Value();
}

std::string singular(std::string_view noun) {
  const std::string word(noun);
  if (word.ends_with("ies")) return word.substr(0, word.size() - 3) + "y";
  for (const std::string_view ending : {"ches", "shes", "xes", "sses"})
    if (word.ends_with(ending)) return word.substr(0, word.size() - 2);
  return word.ends_with('s') && !word.ends_with("ss") ? word.substr(0, word.size() - 1) : word;
}

}  // namespace gonogo
