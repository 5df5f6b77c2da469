// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/browser_keys.h"

#include <algorithm>
#include <vector>

#include "emulator/base/text.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

struct Key {
  std::string_view name;
  std::string_view code;
};

// W3C WebDriver, section 17.4.2: keys that are no characters.
constexpr Key special_keys[] = {
    {"Enter", "\uE007"}, {"Tab", "\uE004"}, {"Escape", "\uE00C"}, {"Space", " "},
    {"Backspace", "\uE003"}, {"Delete", "\uE017"}, {"ArrowUp", "\uE013"}, {"ArrowDown", "\uE015"},
    {"ArrowLeft", "\uE012"}, {"ArrowRight", "\uE014"}, {"Home", "\uE011"}, {"End", "\uE010"},
    {"PageUp", "\uE00E"}, {"PageDown", "\uE00F"}, {"Insert", "\uE016"}, {"Shift", "\uE008"},
    {"Control", "\uE009"}, {"Alt", "\uE00A"}, {"Meta", "\uE03D"}, {"F1", "\uE031"},
    {"F2", "\uE032"}, {"F3", "\uE033"}, {"F4", "\uE034"}, {"F5", "\uE035"}, {"F6", "\uE036"},
    {"F7", "\uE037"}, {"F8", "\uE038"}, {"F9", "\uE039"}, {"F10", "\uE03A"}, {"F11", "\uE03B"},
    {"F12", "\uE03C"}};

std::string code_of(const std::string& name) {
  for (const Key& key : special_keys)
    if (key.name == name) return std::string(key.code);
  return count_characters(name) == 1 ? name : "";
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const Key& key : special_keys) all.emplace_back(key.name);
  return all;
}

}  // namespace

Result<Value> key_actions(const std::string& written) {
  const auto parts = written == "+" ? std::vector<std::string>{"+"} : split(written, '+');
  std::vector<std::string> codes;
  for (const std::string& part : parts) {
    codes.push_back(code_of(part));
    if (codes.back().empty())
      return fail({.code = "unknown-key",
                   .what = "there is no key \"" + part + "\"" + did_you_mean(part, names()),
                   .hint = "a character, or one of " + join(names(), ", ")});
  }
  Value list = Value::array();
  for (const std::string& code : codes)
    list.push(Value::object({{"type", "keyDown"}, {"value", code}}));
  std::reverse(codes.begin(), codes.end());
  for (const std::string& code : codes)
    list.push(Value::object({{"type", "keyUp"}, {"value", code}}));
  return Value::object(
      {{"actions", Value(Value::Array{Value::object(
                       {{"type", "key"}, {"id", "keyboard"}, {"actions", std::move(list)}})})}});
}

}  // namespace gonogo
