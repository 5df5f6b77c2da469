// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/tag_expression.h"

#include <algorithm>

namespace gonogo {
namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::vector<std::string> words;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) words.push_back(word);
    word.clear();
  };
  for (const char c : text) {
    if (c == '(' || c == ')' || c == ' ') {
      flush();
      if (c != ' ') words.emplace_back(1, c);
    } else if (c != '@') {
      word += c;
    }
  }
  flush();
  return words;
}

int rank_of(const std::string& word) {
  return word == "not" ? 3 : word == "and" ? 2 : word == "or" ? 1 : 0;
}

Error wrong(const std::string& text, const std::string& detail) {
  return {.code = "bad-tags",
          .what = "--tag \"" + text + "\" is no expression: " + detail,
          .hint = "for example: --tag \"smoke and not slow\""};
}

}  // namespace

// The shunting-yard algorithm (Dijkstra, 1961).
Result<TagExpression> parse_tag_expression(const std::string& text) {
  TagExpression expression;
  std::vector<std::string> waiting;
  const auto emit = [&](const std::string& op) { expression.postfix_.push_back({false, op}); };
  bool wants_tag = true;
  for (const std::string& word : words_of(text)) {
    const int rank = rank_of(word);
    const bool opens = word == "(" || word == "not" || (rank == 0 && word != ")");
    if (opens != wants_tag) return fail(wrong(text, "\"" + word + "\" can't stand there"));
    if (word == "(" || word == "not") {
      waiting.push_back(word);
      continue;
    }
    if (word == ")") {
      for (; !waiting.empty() && waiting.back() != "("; waiting.pop_back()) emit(waiting.back());
      if (waiting.empty()) return fail(wrong(text, "a parenthesis too many"));
      waiting.pop_back();
    } else if (rank == 0) {
      expression.postfix_.push_back({true, word});
      wants_tag = false;
      continue;
    } else {
      for (; !waiting.empty() && rank_of(waiting.back()) >= rank; waiting.pop_back())
        emit(waiting.back());
      waiting.push_back(word);
      wants_tag = true;
      continue;
    }
    wants_tag = false;
  }
  if (wants_tag && !(expression.postfix_.empty() && waiting.empty()))
    return fail(wrong(text, "a tag is missing at its end"));
  for (; !waiting.empty(); waiting.pop_back()) {
    if (waiting.back() == "(") return fail(wrong(text, "a parenthesis is not closed"));
    emit(waiting.back());
  }
  return expression;
}

bool TagExpression::holds(const std::vector<std::string>& tags) const {
  std::vector<bool> stack;
  const auto pop = [&] {
    const bool value = stack.back();
    stack.pop_back();
    return value;
  };
  for (const Token& token : postfix_) {
    if (token.is_tag) {
      stack.push_back(std::find(tags.begin(), tags.end(), token.text) != tags.end());
    } else if (token.text == "not") {
      stack.back() = !stack.back();
    } else {
      const bool second = pop();
      const bool first = pop();
      stack.push_back(token.text == "and" ? first && second : first || second);
    }
  }
  return stack.empty() || stack.back();
}

}  // namespace gonogo
