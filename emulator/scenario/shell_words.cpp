// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/shell_words.h"

#include <algorithm>
#include <cctype>
#include <optional>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

class Splitter {
 public:
  explicit Splitter(std::string_view text) : text_(text) {}

  Result<std::vector<std::string>> split() {
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (take_placeholder()) continue;
      ++at_;
      if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
        finish_word();
      } else if (c == '\'' || c == '"') {
        if (!take_quoted(c))
          return fail({.code = "bad-quoting",
                       .what = std::string("a ") + c + " is never closed",
                       .seen = std::string(text_)});
      } else if (c == '\\' && at_ < text_.size()) {
        add(text_[at_++]);
      } else {
        add(c);
      }
    }
    finish_word();
    return std::move(words_);
  }

 private:
  void add(char c) { word_ = word_.value_or("") + c; }

  void finish_word() {
    if (word_) words_.push_back(std::move(*word_));
    word_.reset();
  }

  bool take_placeholder() {
    if (!text_.substr(at_).starts_with("${")) return false;
    const size_t close = text_.find('}', at_);
    if (close == std::string_view::npos) return false;
    for (; at_ <= close; ++at_) add(text_[at_]);
    return true;
  }

  bool take_quoted(char quote) {
    word_ = word_.value_or("");
    while (at_ < text_.size() && text_[at_] != quote) {
      if (take_placeholder()) continue;
      const bool escape = quote == '"' && text_[at_] == '\\' && at_ + 1 < text_.size() &&
                          (text_[at_ + 1] == '"' || text_[at_ + 1] == '\\');
      if (escape) ++at_;
      add(text_[at_++]);
    }
    return at_++ < text_.size();
  }

  std::string_view text_;
  size_t at_ = 0;
  std::vector<std::string> words_;
  std::optional<std::string> word_;  ///< nothing between words: '' is a word, too
};

}  // namespace

Result<std::vector<std::string>> split_words(std::string_view text) {
  return Splitter(text).split();
}

std::string quoted(std::string_view word) {
  const bool plain = !word.empty() && std::all_of(word.begin(), word.end(), [](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           std::string_view("_-./:=,@%+").find(c) != std::string_view::npos;
  });
  if (plain) return std::string(word);
  return "'" + replace_all(std::string(word), "'", "'\\''") + "'";
}

std::string command_line(const std::vector<std::string>& words) {
  std::vector<std::string> parts;
  for (const std::string& word : words) parts.push_back(gonogo::quoted(word));
  return join(parts, " ");
}

}  // namespace gonogo
