// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>

#include "tests/lint/rules.h"

namespace gonogo::lint {
namespace {

size_t end_of(std::string_view text, std::string_view closing, size_t from) {
  const size_t found = text.find(closing, from);
  return found == std::string_view::npos ? text.size() : found + closing.size();
}

size_t end_of_quoted(std::string_view text, size_t at) {
  const char quote = text[at];
  for (size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\')
      ++i;
    else if (text[i] == quote || text[i] == '\n')
      return i + 1;
  }
  return text.size();
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// R"x(…)x"
size_t end_of_raw(std::string_view text, size_t at) {
  const size_t open = text.find('(', at);
  if (open == std::string_view::npos) return text.size();
  return end_of(text, ")" + std::string(text.substr(at + 2, open - at - 2)) + "\"", open);
}

// Behind what begins at `at` and is no code; `at` itself where it is code.
size_t skip(std::string_view text, size_t at) {
  const std::string_view rest = text.substr(at);
  const bool in_word = at > 0 && is_word(text[at - 1]);
  if (rest.starts_with("//")) return std::min(text.find('\n', at), text.size());
  if (rest.starts_with("/*")) return end_of(text, "*/", at + 2);
  if (rest.starts_with("R\"") && !in_word) return end_of_raw(text, at);
  if (rest.starts_with('"')) return end_of_quoted(text, at);
  // 1'000 is a number
  if (rest.starts_with('\'') && !in_word) return end_of_quoted(text, at);
  return at;
}

}  // namespace

std::string code_only(std::string_view text) {
  std::string code(text);
  for (size_t at = 0; at < text.size();) {
    const size_t end = skip(text, at);
    for (size_t i = at; i < end; ++i)
      if (code[i] != '\n') code[i] = ' ';
    at = std::max(end, at + 1);
  }
  return code;
}

}  // namespace gonogo::lint
