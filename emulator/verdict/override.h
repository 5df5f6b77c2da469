// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/base/result.h"
#include "emulator/io/dsse.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

constexpr std::string_view override_predicate_type = "urn:gonogo:override:v1";

/// Break-glass: a person lets one verdict deploy that is no GO. It says so of that run alone.
struct Override {
  std::string by;
  std::string reason;
  WallTime signed_at{};
  WallTime expires{};
  std::string commit;
  std::string verdict;         ///< its word: "NO-GO"; "GO" where none was needed
  std::string results_sha256;  ///< of the run's results.json
  std::string key_id{};        ///< of the key that verified it
};

/// An in-toto statement about the commit.
Value override_statement(const Override& override);
/// Reads the verified bytes of an envelope; whatever else it carries is the Error `bad-override`.
Result<Override> override_of(const Opened& opened, const std::string& file);

/// "ada lets NO-GO deploy until 2026-…: payments are down (key 1234abcd)".
std::string to_text(const Override& override);

/// The verdict as reports show it then: the decision stays, the override is its first warning.
Verdict with_override(Verdict verdict, const Override& override);

}  // namespace gonogo
