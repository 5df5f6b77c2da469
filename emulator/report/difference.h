// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gonogo {

/// What differs between two printed values that are too large to be compared by eye, line by line:
/// "- " only expected, "+ " only actual, "  " both, "…" where equal lines are left out. JSON is
/// indented and text in quotes is unquoted first. Nothing where one look at both is easier.
std::vector<std::string> difference(std::string_view expected, std::string_view actual);

/// The same of texts of any size, as they are.
std::vector<std::string> line_difference(std::string_view expected, std::string_view actual);

}  // namespace gonogo
