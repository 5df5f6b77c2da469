// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/placeholders.h"

#include <algorithm>
#include <cctype>

namespace gonogo {
namespace {

struct Style {
  std::string_view open;
  std::string_view close;
};
constexpr Style styles[] = {{"${", "}"}, {"{{", "}}"}, {"<", ">"}, {"__", "__"}};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '.' || c == ' ';
         });
}

std::string_view stripped(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
  return text;
}

struct Found {
  size_t begin = std::string::npos;
  size_t length = 0;
  std::string name;
};

Found find_placeholder(const std::string& text, size_t from) {
  Found first;
  for (const Style& style : styles) {
    const size_t open = text.find(style.open, from);
    if (open == std::string::npos || open >= first.begin) continue;
    const size_t start = open + style.open.size();
    const size_t close = text.find(style.close, start);
    if (close == std::string::npos) continue;
    const std::string_view name = stripped(std::string_view(text).substr(start, close - start));
    if (is_name(name)) first = {open, close + style.close.size() - open, std::string(name)};
  }
  return first;
}

// A shell command may have redirections and variables of its own.
bool is_command(const std::string& pointer) {
  return pointer.find("/command") != std::string::npos ||
         pointer.find("/entryPoint") != std::string::npos;
}

}  // namespace

void fill_placeholders(Value& value, const std::map<std::string, std::string>& settings,
                       const std::string& file, Findings& findings, const std::string& pointer) {
  if (value.is_array()) {
    size_t index = 0;
    for (Value& item : value.items())
      fill_placeholders(item, settings, file, findings, pointer + "/" + std::to_string(index++));
  } else if (value.is_object()) {
    for (Value::Member& member : value.members())
      fill_placeholders(member.value, settings, file, findings,
                        pointer + pointer_token(member.key));
  }
  if (!value.is_text()) return;
  std::string text = value.as_text();
  bool changed = false;
  for (Found found = find_placeholder(text, 0); found.begin != std::string::npos;) {
    const auto setting = settings.find(found.name);
    size_t next = found.begin + found.length;
    if (setting != settings.end()) {
      text.replace(found.begin, found.length, setting->second);
      next = found.begin + setting->second.size();
      changed = true;
    } else if (!is_command(pointer)) {
      findings.push_back({.level = Finding::Level::warning,
                          .rule = "placeholder",
                          .message = "\"" + text.substr(found.begin, found.length) +
                                     "\" is a placeholder without a value",
                          .where = {file, value.mark, pointer},
                          .hint = "give it by --set " + found.name + "=…"});
    }
    found = find_placeholder(text, next);
  }
  if (!changed) return;
  const Mark mark = value.mark;
  value = Value(text);
  value.mark = mark;
}

}  // namespace gonogo
