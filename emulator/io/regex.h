// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace gonogo {

/// RE2, unanchored, linear in time. The groups (0 is the whole match), or nothing without a match;
/// an Error `bad-pattern` for a pattern that RE2 refuses.
Result<std::optional<std::vector<std::string>>> search(std::string_view text,
                                                       std::string_view pattern);

/// A pattern that is asked often. RE2, unanchored.
class Pattern {
 public:
  static Result<Pattern> compile(std::string_view pattern);
  Pattern(Pattern&&) noexcept;
  ~Pattern();
  bool matches(std::string_view text) const;

 private:
  struct Compiled;
  explicit Pattern(std::unique_ptr<Compiled> compiled);
  std::unique_ptr<Compiled> compiled_;
};

/// The text with every match replaced, literally.
Result<std::string> replace_matches(std::string_view text, std::string_view pattern,
                                    std::string_view replacement);

}  // namespace gonogo
