// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/value.h"

namespace gonogo {

/// Text that cannot steer a terminal or a viewer: a control character becomes `\x1b`, a tab one
/// blank. Line ends stay.
std::string printable(std::string_view text);

/// At most `columns` characters; the last one is "…" where something was left out.
std::string cut(std::string_view text, size_t columns);

/// The first `lines` lines, each cut at `columns`; a last line says how many are left out.
std::vector<std::string> first_lines(std::string_view text, size_t lines, size_t columns);

/// The text broken at blanks into lines of at most `columns`; a longer word stays whole.
std::vector<std::string> wrap(std::string_view text, size_t columns);

/// The first digits of a digest or commit.
std::string short_id(std::string_view hex, size_t digits = 7);

/// "41 ms", "1.8 s".
std::string time_text(Nanoseconds duration);

/// A member's text, an integer as its digits; "" when it is not there.
std::string member_text(const Value& mapping, std::string_view key);

/// A member's items; none when it is not there.
Value::Array member_items(const Value& mapping, std::string_view key);

}  // namespace gonogo
