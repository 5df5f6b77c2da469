// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "tests/lint/rules.h"

namespace gonogo::lint {
namespace {

/// What an open brace belongs to.
struct Block {
  enum class Kind { scope, function, other } kind;
  size_t first_line;  ///< of what stands before the brace
};

bool has_word(std::string_view head, std::string_view word) {
  for (size_t at = 0; (at = head.find(word, at)) != std::string_view::npos; at += word.size()) {
    const auto part = [](char c) {
      return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
    };
    const bool begins = at == 0 || !part(head[at - 1]);
    const bool ends = at + word.size() == head.size() || !part(head[at + word.size()]);
    if (begins && ends) return true;
  }
  return false;
}

// A class, a namespace or a function, at a place where those may stand; else a block or a value.
Block::Kind kind_of(std::string_view head, bool in_scope) {
  if (!in_scope) return Block::Kind::other;
  const bool called = head.find('(') != std::string_view::npos;
  if (has_word(head, "namespace") ||
      (!called && (has_word(head, "struct") || has_word(head, "class"))))
    return Block::Kind::scope;
  const char last = head.empty() ? '\0' : head.back();
  return called && last != '=' && last != ',' && last != '(' ? Block::Kind::function
                                                             : Block::Kind::other;
}

}  // namespace

std::vector<size_t> function_lengths(std::string_view text) {
  const std::string code = code_only(text);
  std::vector<size_t> lengths;
  std::vector<Block> open;
  size_t line = 1;
  std::string head;
  size_t head_line = 1;
  for (const char c : code) {
    if (c == '{') {
      const bool in_scope = std::all_of(open.begin(), open.end(), [](const Block& block) {
        return block.kind == Block::Kind::scope;
      });
      open.push_back({kind_of(trim(head), in_scope), head_line});
    } else if (c == '}' && !open.empty()) {
      if (open.back().kind == Block::Kind::function)
        lengths.push_back(line - open.back().first_line + 1);
      open.pop_back();
    }
    if (c == '{' || c == '}' || c == ';')
      head.clear();
    else if (!std::isspace(static_cast<unsigned char>(c)) || !head.empty())
      head.push_back(c);
    if (c == '\n') ++line;
    if (head.size() == 1) head_line = line;
  }
  return lengths;
}

}  // namespace gonogo::lint
