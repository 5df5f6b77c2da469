// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/clock.h"

#include <cstdio>
#include <ctime>
#include <thread>

namespace gonogo {

Moment SystemClock::now() const {
  return std::chrono::time_point_cast<Nanoseconds>(std::chrono::steady_clock::now());
}

WallTime SystemClock::wall() const {
  return std::chrono::time_point_cast<Nanoseconds>(std::chrono::system_clock::now());
}

void SystemClock::sleep(Milliseconds duration) { std::this_thread::sleep_for(duration); }

std::string to_rfc3339(WallTime time, int fraction) {
  const auto since_epoch = time.time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since_epoch);
  const std::time_t whole = static_cast<std::time_t>(seconds.count());
  std::tm parts{};
  gmtime_r(&whole, &parts);
  char date[32];
  std::strftime(date, sizeof date, "%Y-%m-%dT%H:%M:%S", &parts);
  std::string text = date;
  if (fraction > 0) {
    char digits[16];
    std::snprintf(digits, sizeof digits, "%09lld",
                  static_cast<long long>((since_epoch - seconds).count()));
    text += "." + std::string(digits).substr(0, static_cast<size_t>(fraction));
  }
  return text + "Z";
}

std::optional<WallTime> wall_time_of(std::time_t seconds) {
  // Less than what 63 bits of nanoseconds hold, so that a fraction and an offset can be added.
  constexpr std::time_t furthest = 9'200'000'000;
  if (seconds < -furthest || seconds > furthest) return std::nullopt;
  return WallTime(std::chrono::seconds(seconds));
}

WallTime from_rfc3339(const std::string& text) {
  std::tm parts{};
  const char* rest = strptime(text.c_str(), "%Y-%m-%dT%H:%M:%S", &parts);
  if (rest == nullptr) return {};
  Nanoseconds fraction{0};
  if (*rest == '.') {
    long long scale = 100'000'000;
    for (++rest; *rest >= '0' && *rest <= '9'; ++rest, scale /= 10)
      fraction += Nanoseconds((*rest - '0') * scale);
  }
  if (rest[0] != 'Z' || rest[1] != '\0') return {};
  const auto whole = wall_time_of(timegm(&parts));
  return whole ? *whole + fraction : WallTime{};
}

}  // namespace gonogo
