// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_line.h"

#include <algorithm>
#include <cctype>

namespace gonogo::gherkin {
namespace {

// JavaScript's \s beyond ASCII, in UTF-8.
constexpr std::string_view wide_blanks[] = {
    "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\x80", "\xE2\x80\x81", "\xE2\x80\x82",
    "\xE2\x80\x83", "\xE2\x80\x84", "\xE2\x80\x85", "\xE2\x80\x86", "\xE2\x80\x87",
    "\xE2\x80\x88", "\xE2\x80\x89", "\xE2\x80\x8A", "\xE2\x80\xA8", "\xE2\x80\xA9",
    "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80", "\xEF\xBB\xBF"};
constexpr std::string_view cell_blanks[] = {" ", "\t", "\v", "\f", "\r", "\xC2\x85", "\xC2\xA0"};

bool is_ascii_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

/// Bytes of the blank that a text begins with; 0 when it begins with another character.
size_t blank_at_start(std::string_view text) {
  if (text.empty()) return 0;
  if (is_ascii_blank(text[0])) return 1;
  for (const std::string_view blank : wide_blanks)
    if (text.starts_with(blank)) return blank.size();
  return 0;
}

std::string_view trim_end(std::string_view text) {
  for (;;) {
    if (!text.empty() && is_ascii_blank(text.back())) {
      text.remove_suffix(1);
      continue;
    }
    const auto* wide = std::find_if(std::begin(wide_blanks), std::end(wide_blanks),
                                    [&](std::string_view blank) { return text.ends_with(blank); });
    if (wide == std::end(wide_blanks)) return text;
    text.remove_suffix(wide->size());
  }
}

int characters_of(std::string_view text) {
  return static_cast<int>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
  }));
}

Line line_of(std::string_view text, int number) {
  Line line{.text = text, .trimmed = text, .number = number};
  while (const size_t size = blank_at_start(line.trimmed)) {
    line.trimmed.remove_prefix(size);
    ++line.indent;
  }
  return line;
}

Span cell_of(std::string_view text, const Line& line, int start) {
  const auto strip = [&](auto matches, auto remove) {
    for (bool found = true; found;) {
      found = false;
      for (const std::string_view blank : cell_blanks)
        if (!text.empty() && matches(blank)) {
          remove(blank.size());
          found = true;
        }
    }
  };
  const int before = characters_of(text);
  strip([&](std::string_view blank) { return text.starts_with(blank); },
        [&](size_t size) { text.remove_prefix(size); });
  const int column = line.indent + start + before - characters_of(text);
  strip([&](std::string_view blank) { return text.ends_with(blank); },
        [&](size_t size) { text.remove_suffix(size); });
  return {std::string(text), {line.number, column}};
}

// A comment begins at a # behind a blank.
std::string_view without_comment(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t blank = blank_at_start(text.substr(i));
    if (blank > 0 && text.substr(i + blank).starts_with('#')) return text.substr(0, i);
  }
  return text;
}

bool has_blank(std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i)
    if (blank_at_start(text.substr(i)) > 0) return true;
  return false;
}

}  // namespace

std::vector<Line> lines_of(std::string_view text) {
  std::vector<Line> lines;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    if (line.ends_with('\r') && end != std::string_view::npos) line.remove_suffix(1);
    lines.push_back(line_of(line, static_cast<int>(lines.size()) + 1));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::string_view without_indent(const Line& line, int characters) {
  if (characters > line.indent) return line.trimmed;
  std::string_view text = line.text;
  for (int i = 0; i < characters; ++i) text.remove_prefix(blank_at_start(text));
  return text;
}

std::string_view trim_blanks(std::string_view text) { return trim_end(line_of(text, 0).trimmed); }

std::vector<Span> cells_of(const Line& line) {
  std::vector<Span> cells;
  std::string cell;
  int start = 1;
  bool first = true;  // what stands before the first bar is no cell
  for (size_t i = 0; i < line.trimmed.size(); ++i) {
    const char c = line.trimmed[i];
    if (c == '|') {
      if (!first) cells.push_back(cell_of(cell, line, start));
      first = false;
      cell.clear();
      start = characters_of(line.trimmed.substr(0, i)) + 2;
    } else if (c == '\\' && i + 1 < line.trimmed.size()) {
      const char escaped = line.trimmed[++i];
      if (escaped != 'n' && escaped != '|' && escaped != '\\') cell += '\\';
      cell += escaped == 'n' ? '\n' : escaped;
    } else {
      cell += c;
    }
  }
  return cells;
}

std::vector<Span> tags_of(const Line& line, std::optional<Mark>& bad) {
  std::vector<Span> tags;
  std::string_view rest = without_comment(line.trimmed);
  int column = line.indent + 1;
  rest.remove_prefix(std::min(rest.find('@') + 1, rest.size()));
  while (!rest.empty()) {
    const size_t end = std::min(rest.find('@'), rest.size());
    const std::string_view name = trim_end(rest.substr(0, end));
    if (has_blank(name)) {
      bad = Mark{line.number, column};
      return {};
    }
    if (!name.empty()) tags.push_back({"@" + std::string(name), {line.number, column}});
    column += characters_of(rest.substr(0, end)) + 1;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return tags;
}

std::optional<std::string> language_of(const Line& line) {
  std::string_view rest = line.trimmed;
  if (!rest.starts_with('#')) return std::nullopt;
  rest = trim_blanks(rest.substr(1));
  if (!rest.starts_with("language")) return std::nullopt;
  rest = trim_blanks(rest.substr(8));
  if (!rest.starts_with(':')) return std::nullopt;
  rest = trim_blanks(rest.substr(1));
  const auto is_part = [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_';
  };
  if (rest.empty() || !std::all_of(rest.begin(), rest.end(), is_part)) return std::nullopt;
  return std::string(rest);
}

}  // namespace gonogo::gherkin
