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

/// What the values of a field are: decides how a literal beside it is read.
enum class FieldKind {
  plain,
  number,   ///< a text beside it can never be meant
  status,   ///< a number; "2xx" stands for a hundred of them
  duration  ///< milliseconds; beside it stands "500ms"
};

/// How an operator turned out. One that does not apply to the value (an order between a text and a
/// number, a part of a number) holds neither by itself nor under `not`.
struct Judgement {
  bool holds = false;
  bool applies = true;
  std::string note{};  ///< why it does not apply
};

struct JudgeContext {
  WallTime now{};
  FieldKind kind = FieldKind::plain;
};

/// Whether a value is as wanted: a literal, or a mapping of operators that must all hold.
Judgement judge(const std::optional<Value>& actual, const Value& wanted,
                const JudgeContext& context);

/// One operator with its operand. On a missing value only `exists: false` holds.
Judgement judge_operator(std::string_view name, const std::optional<Value>& actual,
                         const Value& operand, const JudgeContext& context);

/// An operator as the schema and the reference show it.
struct OperatorInfo {
  std::string_view name;
  std::string_view operand;  ///< what it takes
  std::string_view help;
};
/// All that can stand in an expectation, `filter` and `snapshot` included.
const std::vector<OperatorInfo>& operator_table();

std::vector<std::string> operator_names();
bool is_operator(std::string_view name);

/// Why an operand as written can't be used, or nothing. What holds placeholders is let through.
std::optional<Error> operand_problem(std::string_view name, const Value& operand, FieldKind kind);
/// The same for a literal that a field is compared to.
std::optional<Error> literal_problem(const Value& literal, FieldKind kind);

}  // namespace gonogo
