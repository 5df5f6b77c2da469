// SPDX-License-Identifier: Apache-2.0
#pragma once

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

/// The text with every match replaced, literally.
Result<std::string> replace_matches(std::string_view text, std::string_view pattern,
                                    std::string_view replacement);

}  // namespace gonogo
