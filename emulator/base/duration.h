// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"

namespace gonogo {

/// Reads "20ms", "2s", "1.5s", "2h", "1h30m", "3d"; a bare number has no unit and is refused, "0"
/// excepted. Nothing when the text is no duration.
std::optional<Milliseconds> parse_duration(std::string_view text);

/// For people, always with a unit: "41 ms", "1.8 s", "1 min 12 s", "2 h 5 min".
std::string to_text(Milliseconds duration);

/// Milliseconds with three decimals as reports carry them.
double to_milliseconds(Nanoseconds duration);

}  // namespace gonogo
