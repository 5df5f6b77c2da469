// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// Puts a value through a list of filters as written: `[{split: ","}, {nth: 0}, to_int]`. An Error
/// `filter-failed` when one can't be applied to what it gets. A filter may select nothing: missing.
Result<std::optional<Value>> filtered(std::optional<Value> value, const std::vector<Value>& filters,
                                      WallTime now);

/// Why a filter as written can't be used, or nothing.
std::optional<Error> filter_problem(const Value& filter);

/// A filter as the schema and the reference show it.
struct FilterInfo {
  std::string_view name;
  std::string_view argument;  ///< "nothing", "a text", …
  std::string_view help;
};
std::vector<FilterInfo> filter_table();

std::vector<std::string> filter_names();

/// "split to_int": the names of a list of filters, for people.
std::string filters_text(const std::vector<Value>& filters);

}  // namespace gonogo
