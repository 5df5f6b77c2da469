// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/duration.h"

#include <charconv>
#include <cmath>
#include <cstdio>

namespace gonogo {
namespace {

std::optional<double> milliseconds_of(std::string_view unit) {
  if (unit == "ms") return 1.0;
  if (unit == "s") return 1'000.0;
  if (unit == "m" || unit == "min") return 60'000.0;
  if (unit == "h") return 3'600'000.0;
  if (unit == "d") return 86'400'000.0;
  return std::nullopt;
}

}  // namespace

std::optional<Milliseconds> parse_duration(std::string_view text) {
  if (text == "0") return Milliseconds(0);
  if (text.empty()) return std::nullopt;
  constexpr double longest = 1e13;  // about 300 years: beyond it a typing error is more likely
  double total = 0;
  const char* at = text.data();
  const char* const end = text.data() + text.size();
  while (at != end) {
    double number = 0;
    const auto [after, error] = std::from_chars(at, end, number, std::chars_format::fixed);
    if (error != std::errc{} || number < 0) return std::nullopt;
    const char* unit_end = after;
    while (unit_end != end && *unit_end >= 'a' && *unit_end <= 'z') ++unit_end;
    const auto unit = milliseconds_of({after, static_cast<size_t>(unit_end - after)});
    if (!unit) return std::nullopt;
    total += number * *unit;
    at = unit_end;
  }
  if (!(total <= longest)) return std::nullopt;  // nor "nans"
  return Milliseconds(static_cast<long long>(std::llround(total)));
}

std::string to_text(Milliseconds duration) {
  const long long ms = duration.count();
  char text[64];
  if (ms < 1'000) {
    std::snprintf(text, sizeof text, "%lld ms", ms);
  } else if (ms < 60'000) {
    std::snprintf(text, sizeof text, "%lld.%lld s", ms / 1'000, ms % 1'000 / 100);
  } else if (ms < 3'600'000) {
    std::snprintf(text, sizeof text, "%lld min %lld s", ms / 60'000, ms % 60'000 / 1'000);
  } else {
    std::snprintf(text, sizeof text, "%lld h %lld min", ms / 3'600'000, ms % 3'600'000 / 60'000);
  }
  return text;
}

double to_milliseconds(Nanoseconds duration) {
  return std::round(static_cast<double>(duration.count()) / 1e3) / 1e3;
}

}  // namespace gonogo
