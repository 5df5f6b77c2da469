// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/base/result.h"

namespace gonogo::json_path {

inline bool is_digit(char c) { return c >= '0' && c <= '9'; }
inline bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
inline bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline bool starts_name(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

/// Where a parser stands in its text, and the first reason why that is refused.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : text_(text) {}

 protected:
  /// The next character; NUL at the end.
  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool at_end() const { return at_ >= text_.size(); }
  size_t place() const { return at_; }
  void return_to(size_t place) { at_ = place; }
  void skip_blanks() {
    while (is_blank(peek())) ++at_;
  }
  /// Moves behind the character or word if it comes next.
  bool take(char c) { return take(std::string_view(&c, 1)); }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }

  std::nullopt_t refuse(std::string problem) {
    if (refused()) return std::nullopt;
    problem_ = std::move(problem);
    problem_at_ = at_;
    return std::nullopt;
  }
  bool refused() const { return !problem_.empty(); }
  Error error() const {
    return {.code = "bad-json-path",
            .what = "the JSONPath \"" + std::string(text_) + "\" is refused",
            .seen = "at character " + std::to_string(problem_at_ + 1) + ": " + problem_};
  }

  std::string_view text_;
  size_t at_ = 0;

 private:
  std::string problem_;
  size_t problem_at_ = 0;
};

}  // namespace gonogo::json_path
