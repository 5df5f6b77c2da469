// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"

namespace gonogo {

/// By strftime(3), UTC.
std::string format_date(WallTime time, const std::string& format);

/// By strptime(3) with `format`; without one: "2026-11-24", "2026-11-24 14:02:11" and RFC 3339 with
/// a fraction and an offset. Nothing when the text is no such date.
std::optional<WallTime> parse_date(const std::string& text, const std::string& format = {});

/// A moment moved by "+2d" or "-1h30m"; nothing when `offset` is neither.
std::optional<WallTime> moved(WallTime time, std::string_view offset);

}  // namespace gonogo
