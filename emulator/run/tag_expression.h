// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "emulator/base/result.h"

namespace gonogo {

/// "smoke and not (slow or browser)"; an empty one holds for everything.
class TagExpression {
 public:
  bool holds(const std::vector<std::string>& tags) const;

 private:
  friend Result<TagExpression> parse_tag_expression(const std::string& text);
  // In postfix order: a tag's name, or one of the operators "and" "or" "not".
  struct Token {
    bool is_tag = false;
    std::string text;
  };
  std::vector<Token> postfix_;
};

Result<TagExpression> parse_tag_expression(const std::string& text);

}  // namespace gonogo
