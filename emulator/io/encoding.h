// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace gonogo {

struct DecodedCharacter {
  size_t length = 0;  ///< bytes; 0: no UTF-8
  char32_t character = 0;
};

/// The first character of a text that is not empty; a lone surrogate is one, too.
DecodedCharacter decode_utf8(std::string_view text);

/// Line and column of a byte, both from 1.
Mark mark_at(std::string_view text, size_t offset);

/// Nothing for text in UTF-8 without NUL bytes; otherwise an Error `code` that says where it stops
/// to be text, and what it seems to be.
std::optional<Error> refuse_encoding(std::string_view text, const std::string& file,
                                     const std::string& code);

}  // namespace gonogo
