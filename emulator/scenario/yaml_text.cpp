// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/yaml_text.h"

#include <algorithm>
#include <cctype>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

constexpr size_t longest_line = 100;

// A subset of what YAML allows without quotes, in a flow or a block, and never another type.
bool is_plain(std::string_view text) {
  static constexpr std::string_view words[] = {"true", "false", "null", "yes", "no", "on", "off"};
  if (text.empty() || is_number_text(text)) return false;
  const std::string lower = to_lower(text);
  if (std::find(std::begin(words), std::end(words), lower) != std::end(words)) return false;
  const char first = text.front();
  if (std::isalpha(static_cast<unsigned char>(first)) == 0 && first != '/' && first != '$' &&
      first != '_')
    return false;
  if (text.back() == ' ' || text.back() == ':') return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (std::isalnum(byte) == 0 &&
        std::string_view(" _-./$@=").find(text[i]) == std::string_view::npos)
      return false;
  }
  return true;
}

// A text of JSON is one of YAML.
std::string scalar(const Value& value) {
  return value.is_text() && is_plain(value.as_text()) ? value.as_text() : to_json(value);
}

bool is_control(char c) {
  return std::iscntrl(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80;
}

/// A request line: the colons of a URL are harmless in a block.
std::string block_scalar(const Value& value) {
  if (!value.is_text()) return scalar(value);
  const std::string& text = value.as_text();
  const bool is_request =
      text.find(" http") != std::string::npos || text.find(" ${") != std::string::npos;
  const bool safe = std::none_of(text.begin(), text.end(), is_control) &&
                    text.find_first_of("\"'#\\") == std::string::npos &&
                    text.find(": ") == std::string::npos && text.find(" ?") == std::string::npos &&
                    !text.ends_with(' ') && !text.ends_with(':');
  return is_request && safe && std::isupper(static_cast<unsigned char>(text[0])) != 0
             ? text
             : scalar(value);
}

std::string flow(const Value& value) {
  std::vector<std::string> parts;
  for (const Value& item : value.items()) parts.push_back(flow(item));
  for (const Value::Member& member : value.members())
    parts.push_back(scalar(member.key) + ": " + flow(member.value));
  if (value.is_array()) return "[" + join(parts, ", ") + "]";
  if (value.is_object()) return "{" + join(parts, ", ") + "}";
  return scalar(value);
}

bool is_container(const Value& value) { return value.is_array() || value.is_object(); }

bool is_empty(const Value& value) { return value.items().empty() && value.members().empty(); }

void write(const Value& value, size_t indent, std::string& text);

// What follows a key or a dash: on the same line where it fits.
void write_behind(const Value& value, size_t indent, size_t used, std::string& text) {
  if (!is_container(value)) {
    text += " " + block_scalar(value) + "\n";
    return;
  }
  const std::string line = flow(value);
  if (is_empty(value) || used + line.size() < longest_line) {
    text += " " + line + "\n";
    return;
  }
  text += "\n";
  write(value, indent, text);
}

void write(const Value& value, size_t indent, std::string& text) {
  const std::string blanks(indent, ' ');
  for (const Value& item : value.items()) {
    if (!item.is_object() || item.members().empty()) {
      text += blanks + "-";
      write_behind(item, indent + 2, indent + 2, text);
      continue;
    }
    std::string block;
    write(item, indent + 2, block);
    text += blanks + "- " + block.substr(indent + 2);
  }
  for (const Value::Member& member : value.members()) {
    const std::string key = scalar(member.key);
    text += blanks + key + ":";
    const bool steps = member.key == "steps";  // one below the other, however short
    write_behind(member.value, indent + 2, steps ? longest_line : indent + key.size() + 2, text);
  }
}

}  // namespace

std::string to_yaml(const Value& value) {
  if (!is_container(value) || is_empty(value)) return flow(value) + "\n";
  std::string text;
  write(value, 0, text);
  return text;
}

}  // namespace gonogo
