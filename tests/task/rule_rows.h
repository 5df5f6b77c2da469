// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

namespace gonogo::test {

/// A rule with what it refuses and what, close to it, it takes. Both are members that are put over
/// those of a definition that is good; "c" goes into its container `app`, null takes a member away.
struct RuleRow {
  const char* rule;
  const char* fails;
  const char* passes;
  const char* pointer;
  const char* message;
};

std::span<const RuleRow> task_rows();
std::span<const RuleRow> container_rows();
std::span<const RuleRow> network_rows();
std::span<const RuleRow> value_rows();
std::span<const RuleRow> storage_rows();

}  // namespace gonogo::test
