// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace gonogo {

/// A file's text as UTF-8 without byte order mark. What begins with the mark of UTF-16 is
/// converted:
/// `>` in Windows PowerShell writes it (learn.microsoft.com, about_Character_Encoding). Half a
/// character, or half a pair of surrogates, is the Error `bad-utf16`.
Result<std::string> utf8_of(std::string_view bytes, const std::string& file);

/// A code point as UTF-8, one to four bytes.
void append_utf8(std::string& text, char32_t point);

}  // namespace gonogo
