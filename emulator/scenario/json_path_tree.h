// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/base/value.h"

/// The abstract syntax of RFC 9535, section 2.
namespace gonogo::json_path {

struct Logical;
struct Call;

struct Wildcard {};
struct Slice {
  std::optional<std::int64_t> start{};
  std::optional<std::int64_t> end{};
  std::int64_t step = 1;
};
struct Filter {
  std::unique_ptr<Logical> condition;
};
/// By name, all, by index, by slice, by condition.
using Selector = std::variant<std::string, Wildcard, std::int64_t, Slice, Filter>;

struct Segment {
  bool descendant = false;
  std::vector<Selector> selectors{};
};

struct Query {
  bool relative = false;  ///< begins at the current node (@) instead of the root ($)
  std::vector<Segment> segments{};
  bool singular() const;
};

enum class Function { length, count, match, search, value };

using Operand = std::variant<Value, Query, std::unique_ptr<Call>>;

struct Call {
  Function function = Function::length;
  std::vector<Operand> arguments{};
  /// match and search answer yes or no, the others a value.
  bool logical() const { return function == Function::match || function == Function::search; }
};

enum class Comparator { equal, not_equal, less, less_or_equal, greater, greater_or_equal };

struct Logical {
  enum class Kind { any, all, negation, comparison, test };
  Kind kind = Kind::test;
  std::vector<Logical> parts{};     ///< of any, all, negation
  std::vector<Operand> operands{};  ///< of comparison (two) and test (one)
  Comparator comparator = Comparator::equal;
};

}  // namespace gonogo::json_path
