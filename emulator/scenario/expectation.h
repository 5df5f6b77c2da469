// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/scenario/operators.h"
#include "emulator/scenario/scenario.h"
#include "emulator/scenario/scenario_result.h"
#include "emulator/scenario/snapshots.h"

namespace gonogo {

/// What a step's result has for one field.
struct Field {
  std::optional<Value> value{};  ///< nothing: missing
  std::string why_missing{};     ///< "the body is no JSON: …"
  bool unreadable = false;       ///< missing because it can't be read, not because it is not there
  std::vector<std::string> columns{};  ///< of rows: a snapshot holds them as a table
};

/// What checks need to know beside the value.
struct CheckContext {
  WallTime now{};
  SnapshotBook* snapshots = nullptr;
  const Value* masks = nullptr;  ///< of snapshots
};

FieldKind kind_of_field(std::string_view field);

/// Checks one expectation (its placeholders put in): a check for each of its operators; for rows
/// that differ one for each such row.
std::vector<CheckResult> check(const Expectation& expectation, const Field& field,
                               const CheckContext& context);

bool all_passed(const std::vector<CheckResult>& checks);

}  // namespace gonogo
