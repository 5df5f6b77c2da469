// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/date_text.h"

#include <array>
#include <cctype>
#include <cstdlib>
#include <ctime>

#include "emulator/base/duration.h"

namespace gonogo {
namespace {

using Seconds = std::chrono::seconds;

/// The fraction and the offset behind the seconds of RFC 3339; nothing when it is anything else.
std::optional<Nanoseconds> read_rest(std::string_view rest) {
  Nanoseconds shift{};
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    long long unit = 100'000'000;
    if (rest.empty() || std::isdigit(static_cast<unsigned char>(rest[0])) == 0) return std::nullopt;
    for (; !rest.empty() && std::isdigit(static_cast<unsigned char>(rest[0])) != 0; unit /= 10) {
      shift += Nanoseconds((rest[0] - '0') * unit);
      rest.remove_prefix(1);
    }
  }
  if (rest.empty() || rest == "Z" || rest == "z") return shift;
  int hours = 0;
  int minutes = 0;
  char sign = 0;
  int used = 0;
  const std::string text(rest);
  if (std::sscanf(text.c_str(), "%c%2d:%2d%n", &sign, &hours, &minutes, &used) != 3 ||
      static_cast<size_t>(used) != text.size() || (sign != '+' && sign != '-') || hours > 23 ||
      minutes > 59)
    return std::nullopt;
  const Nanoseconds offset = std::chrono::hours(hours) + std::chrono::minutes(minutes);
  return sign == '+' ? shift - offset : shift + offset;
}

// timegm accepts the 31st of June and makes the 1st of July of it.
std::optional<WallTime> moment_of(std::tm parts) {
  const std::tm wanted = parts;
  const std::time_t seconds = timegm(&parts);
  if (parts.tm_mday != wanted.tm_mday || parts.tm_mon != wanted.tm_mon) return std::nullopt;
  return wall_time_of(seconds);
}

std::optional<WallTime> parse_with(const std::string& text, const char* format, bool rest_allowed) {
  std::tm parts{};
  parts.tm_mday = 1;
  const char* end = strptime(text.c_str(), format, &parts);
  if (end == nullptr) return std::nullopt;
  const auto moment = moment_of(parts);
  if (!moment || (*end != '\0' && !rest_allowed)) return std::nullopt;
  const auto rest = read_rest(end);
  if (!rest) return std::nullopt;
  return *moment + *rest;
}

}  // namespace

std::string format_date(WallTime time, const std::string& format) {
  const auto seconds = std::chrono::floor<Seconds>(time).time_since_epoch().count();
  const auto moment = static_cast<std::time_t>(seconds);
  std::tm parts{};
  gmtime_r(&moment, &parts);
  std::array<char, 512> text{};
  const size_t length = std::strftime(text.data(), text.size(), format.c_str(), &parts);
  return {text.data(), length};
}

std::optional<WallTime> parse_date(const std::string& text, const std::string& format) {
  if (!format.empty()) return parse_with(text, format.c_str(), false);
  if (text.size() < 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  if (text.size() == 10) return parse_with(text, "%Y-%m-%d", false);
  if (text[10] != 'T' && text[10] != 't' && text[10] != ' ') return std::nullopt;
  std::string plain = text;
  plain[10] = ' ';
  return parse_with(plain, "%Y-%m-%d %H:%M:%S", true);
}

std::optional<WallTime> moved(WallTime time, std::string_view offset) {
  if (!offset.starts_with('+') && !offset.starts_with('-')) return std::nullopt;
  const auto duration = parse_duration(offset.substr(1));
  if (!duration) return std::nullopt;
  const auto seconds = std::chrono::floor<Seconds>(*duration);
  const auto from = std::chrono::floor<Seconds>(time.time_since_epoch());
  const Seconds there = offset[0] == '+' ? from + seconds : from - seconds;
  if (!wall_time_of(there.count())) return std::nullopt;
  return offset[0] == '+' ? time + *duration : time - *duration;
}

}  // namespace gonogo
