// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/expectation.h"

#include <algorithm>
#include <tuple>

#include "emulator/base/text.h"
#include "emulator/scenario/filters.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

constexpr size_t longest_snapshot = 8000;

std::string shown(const std::optional<Value>& value, const std::string& note) {
  return printed(value) + (note.empty() ? "" : " (" + note + ")");
}

Mark place_of(const Value& operand, const Expectation& expectation) {
  return operand.mark == Mark{} ? expectation.where.mark : operand.mark;
}

// A schema is too long to be shown.
std::string title_of(const Value& schema) {
  const Value* title = schema.find("title");
  return title != nullptr && title->is_text() ? "\"" + title->as_text() + "\"" : "the schema";
}

/// So much of a long text as is kept, from a little before the line that differs.
std::string around_line(const std::string& text, size_t line) {
  if (text.size() <= longest_snapshot) return text;
  constexpr size_t before = 3;
  size_t start = 0;
  for (size_t n = before; n < line && start < text.size(); ++n) start = text.find('\n', start) + 1;
  return cut(text.substr(start), longest_snapshot);
}

CheckResult check_snapshot(const Expectation& expectation, const std::string& what,
                           const Value& name, const Field& field, const CheckContext& context) {
  CheckResult result{.what = what,
                     .mark = place_of(name, expectation),
                     .op = "snapshot",
                     .expected = text_of(name),
                     .actual = shown(field.value, field.why_missing),
                     .passed = false};
  if (!field.value || context.snapshots == nullptr) return result;
  const Value masks = context.masks != nullptr ? *context.masks : Value::object();
  const std::string text =
      field.columns.empty() ? snapshot_text(*field.value, masks)
                            : snapshot_table(*field.value, field.columns, masks);
  const auto found = context.snapshots->compare(text_of(name), text);
  result.passed = found.same;
  if (found.same) return result;
  if (!found.stored) {
    result.actual = found.note;
    return result;
  }
  const size_t line = first_different_line(*found.stored, text);
  result.expected = around_line(*found.stored, line);
  result.actual = around_line(text, line) + (found.note.empty() ? "" : "(" + found.note + ")");
  return result;
}

CheckResult check_operator(const Expectation& expectation, const std::string& what,
                           const std::string& name, const Value& operand, const Field& field,
                           const JudgeContext& context) {
  Judgement judgement = judge_operator(name, field.value, operand, context);
  // What can't be read is not known to be absent.
  if (!field.value && field.unreadable) judgement.holds = false;
  const std::string& note = field.value ? judgement.note : field.why_missing;
  CheckResult result{.what = what,
                     .mark = place_of(operand, expectation),
                     .op = name,
                     .expected = name == "schema" ? title_of(operand) : printed(operand),
                     .actual = shown(field.value, judgement.holds ? "" : note),
                     .passed = judgement.holds};
  if (name == "eq" && !judgement.holds && field.value && note.empty())
    std::tie(result.expected, result.actual) = printed_apart(operand, *field.value);
  return result;
}

std::optional<Value> row_at(const Value& rows, size_t index) {
  if (index >= rows.items().size()) return std::nullopt;
  return rows.items()[index];
}

/// One check a row that differs; none when the rows are equal.
std::vector<CheckResult> check_rows(const Expectation& expectation, const Value& wanted,
                                    const Value& actual) {
  std::vector<CheckResult> checks;
  const size_t count = std::max(wanted.items().size(), actual.items().size());
  for (size_t i = 0; i < count; ++i) {
    const auto expected_row = row_at(wanted, i);
    const auto actual_row = row_at(actual, i);
    if (expected_row == actual_row) continue;
    checks.push_back({.what = "row " + std::to_string(i + 1),
                      .mark = place_of(expected_row.value_or(wanted), expectation),
                      .op = "eq",
                      .expected = expected_row ? printed(expected_row) : "no such row",
                      .actual = printed(actual_row),
                      .passed = false});
    if (expected_row && actual_row)
      std::tie(checks.back().expected, checks.back().actual) =
          printed_apart(*expected_row, *actual_row);
  }
  return checks;
}

std::vector<CheckResult> check_literal(const Expectation& expectation, const Field& field,
                                       const JudgeContext& context) {
  const Value& wanted = expectation.wanted;
  if (expectation.field == "rows" && wanted.is_array() && field.value && field.value->is_array()) {
    auto differing = check_rows(expectation, wanted, *field.value);
    if (!differing.empty()) return differing;
  }
  const bool choice = wanted.is_array() && context.kind == FieldKind::status;
  return {check_operator(expectation, expectation.field, choice ? "one_of" : "eq", wanted, field,
                         context)};
}

}  // namespace

FieldKind kind_of_field(std::string_view field) {
  if (field == "status") return FieldKind::status;
  if (field == "duration") return FieldKind::duration;
  for (const std::string_view number :
       {"exit", "count", "affected", "last_id", "bytes", "redirects", "ratio"})
    if (field == number) return FieldKind::number;
  return FieldKind::plain;
}

std::vector<CheckResult> check(const Expectation& expectation, const Field& field,
                               const CheckContext& context) {
  JudgeContext inner{context.now, kind_of_field(expectation.field)};
  if (!expectation.wanted.is_object()) return check_literal(expectation, field, inner);
  Field seen = field;
  std::string what = expectation.field;
  std::optional<std::string> broken;
  if (const Value* filters = expectation.wanted.find("filter")) {
    what += " | " + filters_text(filters->items());
    inner.kind = FieldKind::plain;
    seen.columns.clear();
    auto value = filtered(field.value, filters->items(), context.now);
    if (value) {
      seen.value = std::move(*value);
    } else {
      broken = value.error().what;
    }
  }
  std::vector<CheckResult> checks;
  for (const Value::Member& member : expectation.wanted.members()) {
    if (member.key == "filter") continue;
    checks.push_back(
        member.key == "snapshot" && !broken
            ? check_snapshot(expectation, what, member.value, seen, context)
            : check_operator(expectation, what, member.key, member.value, seen, inner));
    if (!broken) continue;
    checks.back().passed = false;
    checks.back().actual = shown(field.value, *broken);
  }
  return checks;
}

bool all_passed(const std::vector<CheckResult>& checks) {
  return std::all_of(checks.begin(), checks.end(), [](const CheckResult& c) { return c.passed; });
}

}  // namespace gonogo
