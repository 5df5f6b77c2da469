// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/value.h"

namespace gonogo::json_path {

/// Reads the string literal whose quote stands at `at` and moves behind it; else `problem` says why
/// it is refused.
std::optional<std::string> read_string(std::string_view text, size_t& at, std::string& problem);

/// How many characters at the start of `text` are a number of JSON; 0 when it begins with none.
size_t number_length(std::string_view text);
/// The value of what number_length has measured.
Value number_of(std::string_view digits);

}  // namespace gonogo::json_path
