// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <ctime>
#include <optional>
#include <string>

namespace gonogo {

using Milliseconds = std::chrono::milliseconds;
using Nanoseconds = std::chrono::nanoseconds;
/// A moment that only grows (CLOCK_MONOTONIC): the same for every process of this machine.
using Moment = std::chrono::time_point<std::chrono::steady_clock, Nanoseconds>;
/// A moment of the calendar, UTC.
using WallTime = std::chrono::time_point<std::chrono::system_clock, Nanoseconds>;

/// The only source of time: a decision takes a moment as argument, never asks for one.
struct Clock {
  virtual ~Clock() = default;
  virtual Moment now() const = 0;
  virtual WallTime wall() const = 0;
  virtual void sleep(Milliseconds duration) = 0;
};

struct SystemClock final : Clock {
  Moment now() const override;
  WallTime wall() const override;
  void sleep(Milliseconds duration) override;
};

/// "2026-11-24T14:02:11Z"; with `fraction` (0 to 9) digits of the second.
std::string to_rfc3339(WallTime time, int fraction = 0);

/// Nothing before 1679 and after 2261, where WallTime ends.
std::optional<WallTime> wall_time_of(std::time_t seconds);

/// Reads what to_rfc3339 writes; the epoch when it is anything else.
WallTime from_rfc3339(const std::string& text);

}  // namespace gonogo
