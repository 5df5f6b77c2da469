// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/duration.h"

#include <doctest/doctest.h>

#include "emulator/base/clock.h"

using namespace gonogo;

TEST_CASE("a duration is read with its unit and refused without") {
  struct Row {
    const char* name;
    const char* text;
    std::optional<long long> milliseconds;
  };
  // clang-format off
  const Row rows[] = {
      {"milliseconds",            "20ms",     20},
      {"seconds",                 "2s",       2'000},
      {"a fraction",              "1.5s",     1'500},
      {"minutes",                 "3m",       180'000},
      {"minutes, long",           "3min",     180'000},
      {"hours and minutes",       "1h30m",    5'400'000},
      {"days",                    "3d",       259'200'000},
      {"nought needs no unit",    "0",        0},
      {"a bare number",           "5",        {}},
      {"no text",                 "",         {}},
      {"only a unit",             "s",        {}},
      {"an unknown unit",         "2w",       {}},
      {"negative",                "-2s",      {}},
      {"a blank between",         "2 s",      {}},
      {"a number left over",      "1h30",     {}},
      {"upper case",              "2S",       {}},
      {"beyond any sense",        "99999999999d", {}},
      {"an exponent",             "1e3s",     {}},
      {"no number",               "nans",     {}},
      {"infinity",                "infs",     {}},
  };
  // clang-format on
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const auto read = parse_duration(row.text);
    REQUIRE(read.has_value() == row.milliseconds.has_value());
    if (read) CHECK(read->count() == *row.milliseconds);
  }
}

TEST_CASE("a duration is written for people, always with a unit") {
  struct Row {
    long long milliseconds;
    const char* text;
  };
  const Row rows[] = {{0, "0 ms"},          {41, "41 ms"},        {999, "999 ms"},
                      {1'800, "1.8 s"},     {59'999, "59.9 s"},   {72'000, "1 min 12 s"},
                      {7'500'000, "2 h 5 min"}};
  for (const Row& row : rows) CHECK(to_text(Milliseconds(row.milliseconds)) == row.text);
}

TEST_CASE("reports carry milliseconds with three decimals") {
  CHECK(to_milliseconds(Nanoseconds(1'234'567)) == 1.235);
  CHECK(to_milliseconds(Nanoseconds(400)) == 0.0);
}

TEST_CASE("a moment of the calendar survives being written and read") {
  const WallTime time = WallTime(std::chrono::seconds(1'795'528'931)) + Nanoseconds(123'456'789);
  CHECK(to_rfc3339(time) == "2026-11-24T14:02:11Z");
  CHECK(to_rfc3339(time, 3) == "2026-11-24T14:02:11.123Z");
  CHECK(from_rfc3339(to_rfc3339(time, 9)) == time);
  CHECK(to_rfc3339(WallTime(Nanoseconds(-1)), 9) == "1969-12-31T23:59:59.999999999Z");
}

TEST_CASE("what is no moment reads as the epoch") {
  for (const char* text : {"", "yesterday", "2026-11-24", "2026-11-24T14:02:11",
                           "2026-11-24T14:02:11+01:00", "2026-11-24T14:02:11Zx",
                           "9999-12-31T23:59:59Z", "1013-01-09T00:00:00Z"}) {
    CAPTURE(text);
    CHECK(from_rfc3339(text) == WallTime{});
  }
}

TEST_CASE("the system's clock only grows") {
  const SystemClock clock;
  const Moment before = clock.now();
  CHECK(clock.now() >= before);
  CHECK(clock.wall() > from_rfc3339("2020-01-01T00:00:00Z"));
}
