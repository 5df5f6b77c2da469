// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/plain.h"

#include <algorithm>
#include <cstdio>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"

namespace gonogo {
namespace {

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

std::string escape_of(unsigned code) {
  char text[8];
  std::snprintf(text, sizeof text, "\\x%02x", code & 0xFFU);
  return text;
}

// U+0080 to U+009F: terminals may take U+009B for the begin of a control sequence.
bool is_c1(std::string_view text, size_t at) {
  return text[at] == '\xC2' && at + 1 < text.size() &&
         static_cast<unsigned char>(text[at + 1]) >= 0x80U &&
         static_cast<unsigned char>(text[at + 1]) < 0xA0U;
}

// The byte offset after so many characters.
size_t offset_of(std::string_view text, size_t columns) {
  size_t at = 0;
  for (size_t seen = 0; at < text.size(); ++at)
    if (!is_continuation(text[at]) && seen++ == columns) break;
  return at;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (text[i] == '\t') {
      out += ' ';
    } else if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') {
      continue;
    } else if (text[i] != '\n' && (byte < 0x20U || byte == 0x7FU)) {
      out += escape_of(byte);
    } else if (is_c1(text, i)) {
      out += escape_of(static_cast<unsigned char>(text[++i]));
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string cut(std::string_view text, size_t columns) {
  if (columns_of(text) <= columns) return std::string(text);
  return std::string(text.substr(0, offset_of(text, columns - 1))) + "…";
}

std::vector<std::string> first_lines(std::string_view text, size_t lines, size_t columns) {
  const std::vector<std::string> all = split_lines(text);
  std::vector<std::string> shown;
  for (size_t i = 0; i < all.size() && i < lines; ++i) shown.push_back(cut(all[i], columns));
  if (all.size() > lines)
    shown.push_back("… " + count_of(static_cast<long long>(all.size() - lines), "more line"));
  return shown;
}

std::vector<std::string> wrap(std::string_view text, size_t columns) {
  std::vector<std::string> lines(1);
  for (const std::string& word : split(text, ' ')) {
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (columns_of(line) + 1 + columns_of(word) <= columns) {
      line += " " + word;
    } else {
      lines.push_back(word);
    }
  }
  return lines;
}

std::string short_id(std::string_view hex, size_t digits) {
  return std::string(hex.substr(0, digits));
}

std::string time_text(Nanoseconds duration) {
  return to_text(std::chrono::duration_cast<Milliseconds>(duration));
}

std::string member_text(const Value& mapping, std::string_view key) {
  const Value* value = mapping.find(key);
  if (value == nullptr) return "";
  return value->is_integer() ? std::to_string(value->as_integer()) : value->as_text();
}

Value::Array member_items(const Value& mapping, std::string_view key) {
  const Value* value = mapping.find(key);
  return value != nullptr ? value->items() : Value::Array{};
}

}  // namespace gonogo
