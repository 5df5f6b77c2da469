// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/source_excerpt.h"

#include <algorithm>
#include <vector>

#include "emulator/base/text.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

// Characters, so that columns can be counted: one string each.
std::vector<std::string> characters_of(std::string_view text) {
  std::vector<std::string> characters;
  for (const char c : text) {
    if ((static_cast<unsigned char>(c) & 0xC0U) == 0x80U && !characters.empty())
      characters.back() += c;
    else
      characters.emplace_back(1, c);
  }
  return characters;
}

size_t quoted_length(const std::vector<std::string>& line, size_t at) {
  const std::string& quote = line[at];
  size_t end = at + 1;
  while (end < line.size() && line[end] != quote) end += line[end] == "\\" ? 2 : 1;
  return std::min(end + 1, line.size()) - at;
}

// Where the value that begins at `at` ends: at the flow separator or bracket that is not its own,
// at a comment, at the end of the line.
size_t value_length(const std::vector<std::string>& line, size_t at) {
  if (line[at] == "\"" || line[at] == "'") return quoted_length(line, at);
  int depth = 0;
  size_t end = at;
  for (; end < line.size(); ++end) {
    const std::string& c = line[end];
    if (c == "{" || c == "[") ++depth;
    if (c == "}" || c == "]") --depth;
    if (depth < 0 || (depth == 0 && c == ",")) break;
    if (c == "#" && end > at && line[end - 1] == " ") break;
    if (depth == 0 && (c == "}" || c == "]")) return end + 1 - at;
  }
  while (end > at + 1 && line[end - 1] == " ") --end;
  return std::max<size_t>(end - at, 1);
}

std::string join_range(const std::vector<std::string>& line, size_t from, size_t to) {
  std::string text;
  for (size_t i = from; i < std::min(to, line.size()); ++i) text += line[i];
  return text;
}

}  // namespace

std::optional<SourceExcerpt> excerpt_at(std::string_view text, Mark mark, size_t columns) {
  const std::vector<std::string> lines = split_lines(text);
  if (mark.line < 1 || static_cast<size_t>(mark.line) > lines.size()) return std::nullopt;
  const auto line = characters_of(printable(lines[static_cast<size_t>(mark.line) - 1]));
  const size_t at = mark.column < 1 ? 0 : static_cast<size_t>(mark.column) - 1;
  if (at >= line.size()) return std::nullopt;
  const size_t length = value_length(line, at);
  // What is before the value gives way first: the value is what matters.
  size_t from = 0;
  if (line.size() > columns && at + length > columns)
    from = std::min(at, at + std::min(length, columns / 2) - columns / 2);
  SourceExcerpt excerpt;
  excerpt.line = cut((from > 0 ? "…" : "") + join_range(line, from, line.size()), columns);
  excerpt.caret = at - from + (from > 0 ? 1 : 0);
  excerpt.length = std::min(length, columns > excerpt.caret ? columns - excerpt.caret : 1);
  return excerpt;
}

}  // namespace gonogo
