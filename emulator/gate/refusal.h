// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/verdict/verdict.h"

namespace gonogo {

/// Why a verdict does not open the gate: one sentence with the two values, and the exit code (the
/// verdict's own 1, 3 or 4 when it is not GO; else 5).
struct Refusal {
  std::string text;
  int exit_code = exit_code::gate_could_not_act;
};

/// Clocks of two machines that are set by NTP differ by less: so much of the future is none.
constexpr Milliseconds clock_skew(5'000);

// What the side that tested and the side that deploys both ask of a verdict. All pure.

/// It is no full GO, or contradicts itself.
std::optional<Refusal> not_go(const Verdict& verdict);

/// It is partial.
std::optional<Refusal> not_full(const Verdict& verdict);

/// It does not say what exactly was tested, or something else was than a clean commit holds.
std::optional<Refusal> unbound(const Verdict& verdict,
                               const std::vector<std::string>& allowed_overrides);

/// It is from the future, has no time, or is older than itself or `max_age` allow.
std::optional<Refusal> wrong_time(const Verdict& verdict, WallTime now, Milliseconds max_age);

std::optional<Refusal> refusal(std::string text);

/// The first 7 digits of two digests, or all where these are the same.
std::pair<std::string, std::string> distinct(const std::string& a, const std::string& b);

}  // namespace gonogo
