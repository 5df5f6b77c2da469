// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/verdict/override.h"

namespace gonogo {

constexpr std::string_view receipt_predicate_type = "urn:gonogo:receipt:v1";

/// One trigger, and what the gate did about it.
struct Fired {
  std::string trigger;  ///< as the ledger knows it
  std::string title;
  /// "done", "failed", "unknown", "not-started", "done-before", "refused", "not-reached"
  std::string outcome;
  std::string text{};
};

/// What one call of the gate did for a verdict that it accepted.
struct Receipt {
  WallTime at{};
  std::string verdict;  ///< its word
  std::string verdict_sha256;
  std::string commit;
  std::string again{};  ///< the reason for a repetition
  std::optional<Override> override{};
  std::vector<Fired> fired{};
};

/// `gonogo.receipt/1`
Value to_value(const Receipt& receipt);
/// The same as an in-toto statement about the commit.
Value receipt_statement(const Receipt& receipt);

}  // namespace gonogo
