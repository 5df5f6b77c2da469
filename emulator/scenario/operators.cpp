// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/operators.h"

#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/io/json_schema.h"
#include "emulator/io/regex.h"
#include "emulator/scenario/filters.h"
#include "emulator/scenario/text_forms.h"
#include "emulator/scenario/value_text.h"
#include "emulator/scenario/value_type.h"

namespace gonogo {
namespace {

Judgement yes_or_no(bool holds) { return {.holds = holds}; }
Judgement inapplicable(std::string note) { return {.applies = false, .note = std::move(note)}; }

bool is_status_class(const Value& value) {
  const std::string& text = value.as_text();
  return text.size() == 3 && text[0] >= '1' && text[0] <= '5' && text.ends_with("xx");
}

/// The operand as a number where the field's values are numbers; nothing when it can't be one.
std::optional<Value> as_operand(const Value& operand, FieldKind kind) {
  if (kind == FieldKind::plain || operand.is_number()) return operand;
  if (kind != FieldKind::duration || !operand.is_text()) return std::nullopt;
  const auto duration = parse_duration(operand.as_text());
  if (!duration) return std::nullopt;
  return Value(static_cast<std::int64_t>(duration->count()));
}

Judgement equals(const Value& actual, const Value& wanted, const JudgeContext& context) {
  if (context.kind == FieldKind::status && is_status_class(wanted))
    return yes_or_no(actual.as_integer() / 100 == wanted.as_text()[0] - '0');
  const auto operand = as_operand(wanted, context.kind);
  if (!operand) return inapplicable("a number never equals " + std::string(wanted.kind_name()));
  return yes_or_no(actual == *operand);
}

/// Below, equal or above zero as `a` is less than, equal to or greater than `b`.
std::optional<int> order(const Value& a, const Value& b, std::string& note) {
  const auto sign = [](const auto& x, const auto& y) { return x < y ? -1 : (y < x ? 1 : 0); };
  if (a.is_number() && b.is_number()) {
    const auto found = order_of(a, b);
    if (!found) note = "what is no number has no order";
    return found;
  }
  if (a.is_text() && b.is_text()) {
    // "119.00" stands before "20.00" in the order of texts.
    if (!is_number_text(a.as_text()) || !is_number_text(b.as_text()))
      return sign(a.as_text(), b.as_text());
    note = "numbers written as text have no order: use filter [to_number]";
    return std::nullopt;
  }
  note = std::string(a.kind_name()) + " has no order beside " + std::string(b.kind_name());
  return std::nullopt;
}

Judgement ordered(const Value& actual, const Value& wanted, const JudgeContext& context,
                  bool (*accept)(int)) {
  const auto operand = as_operand(wanted, context.kind);
  if (!operand)
    return inapplicable("a number has no order beside " + std::string(wanted.kind_name()));
  std::string note;
  const auto found = order(actual, *operand, note);
  return found ? yes_or_no(accept(*found)) : inapplicable(note);
}

Judgement contains(const Value& actual, const Value& wanted, const JudgeContext&) {
  if (actual.is_array()) {
    const auto& items = actual.items();
    return yes_or_no(std::find(items.begin(), items.end(), wanted) != items.end());
  }
  if (wanted.is_text() ? wanted.as_text().empty() : wanted.is_object() && wanted.members().empty())
    return inapplicable("everything contains the empty one");
  if (actual.is_text() && wanted.is_text())
    return yes_or_no(actual.as_text().find(wanted.as_text()) != std::string::npos);
  if (actual.is_object() && wanted.is_text())
    return yes_or_no(actual.find(wanted.as_text()) != nullptr);
  if (actual.is_object() && wanted.is_object())
    return yes_or_no(std::all_of(wanted.members().begin(), wanted.members().end(),
                                 [&](const Value::Member& member) {
                                   const Value* found = actual.find(member.key);
                                   return found != nullptr && *found == member.value;
                                 }));
  return inapplicable(std::string(actual.kind_name()) + " contains no " +
                      std::string(wanted.kind_name()));
}

Judgement of_texts(const Value& actual, const Value& wanted,
                   bool (*accept)(const std::string&, const std::string&)) {
  if (!actual.is_text() || !wanted.is_text())
    return inapplicable(std::string(actual.kind_name()) + " is no text");
  if (wanted.as_text().empty()) return inapplicable("every text contains the empty one");
  return yes_or_no(accept(actual.as_text(), wanted.as_text()));
}

Judgement starts_with(const Value& actual, const Value& wanted, const JudgeContext&) {
  return of_texts(actual, wanted, [](auto& text, auto& part) { return text.starts_with(part); });
}

Judgement ends_with(const Value& actual, const Value& wanted, const JudgeContext&) {
  return of_texts(actual, wanted, [](auto& text, auto& part) { return text.ends_with(part); });
}

// Such a check could not fail. What fits nothing, a line's end and a letter fits all others.
bool fits_every_text(const std::string& pattern) {
  constexpr std::string_view probes[] = {"", "\n", "a"};
  return std::all_of(std::begin(probes), std::end(probes), [&](std::string_view probe) {
    const auto found = search(probe, pattern);
    return found && found->has_value();
  });
}

Judgement matches(const Value& actual, const Value& wanted, const JudgeContext&) {
  if (!actual.is_text() || !wanted.is_text())
    return inapplicable(std::string(actual.kind_name()) + " is no text");
  if (fits_every_text(wanted.as_text())) return inapplicable("every text matches this pattern");
  const auto found = search(actual.as_text(), wanted.as_text());
  return found ? yes_or_no(found->has_value()) : inapplicable(to_line(found.error()));
}

Judgement type(const Value& actual, const Value& wanted, const JudgeContext&) {
  const auto found = is_of_type(actual, wanted.as_text());
  return found ? yes_or_no(*found) : inapplicable("there is no type " + printed(wanted));
}

Judgement exists(const Value&, const Value& wanted, const JudgeContext&) {
  if (!wanted.is_bool()) return inapplicable("exists takes true or false");
  return yes_or_no(wanted.as_bool());
}

std::optional<Value> size_of(const Value& value) {
  size_t size = 0;
  if (value.is_text()) {
    size = count_characters(value.as_text());
  } else if (value.is_array()) {
    size = value.items().size();
  } else if (value.is_object()) {
    size = value.members().size();
  } else {
    return std::nullopt;
  }
  return Value(static_cast<std::int64_t>(size));
}

Judgement size(const Value& actual, const Value& wanted, const JudgeContext& context) {
  const auto found = size_of(actual);
  if (!found) return inapplicable(std::string(actual.kind_name()) + " has no size");
  Judgement judgement = judge(found, wanted, {context.now, FieldKind::number});
  if (judgement.note.empty()) judgement.note = "size " + printed(found);
  return judgement;
}

Judgement empty(const Value& actual, const Value& wanted, const JudgeContext&) {
  const auto found = size_of(actual);
  if (!found) return inapplicable(std::string(actual.kind_name()) + " has no size");
  if (!wanted.is_bool()) return inapplicable("empty takes true or false");
  return yes_or_no((found->as_integer() == 0) == wanted.as_bool());
}

Judgement one_of(const Value& actual, const Value& wanted, const JudgeContext& context) {
  bool applies = wanted.is_array();
  for (const Value& each : wanted.items()) {
    Judgement judgement = equals(actual, each, context);
    if (judgement.holds) return judgement;
    applies = applies && judgement.applies;
  }
  return applies ? yes_or_no(false) : inapplicable("one_of takes a list of values of its kind");
}

struct Tally {
  size_t holding = 0;
  bool all_apply = true;
};

Tally tally(const Value& list, const Value& wanted, const JudgeContext& context) {
  Tally found;
  for (const Value& item : list.items()) {
    const Judgement judgement = judge(item, wanted, context);
    found.holding += judgement.holds ? 1 : 0;
    found.all_apply = found.all_apply && judgement.applies;
  }
  return found;
}

// Of an empty list nothing was seen to hold.
Judgement all(const Value& actual, const Value& wanted, const JudgeContext& context) {
  if (!actual.is_array()) return inapplicable(std::string(actual.kind_name()) + " is no list");
  if (actual.items().empty()) return inapplicable("the list is empty");
  const Tally found = tally(actual, wanted, context);
  return {.holds = found.holding == actual.items().size(), .applies = found.all_apply};
}

Judgement any(const Value& actual, const Value& wanted, const JudgeContext& context) {
  if (!actual.is_array()) return inapplicable(std::string(actual.kind_name()) + " is no list");
  const Tally found = tally(actual, wanted, context);
  return {.holds = found.holding > 0, .applies = found.holding > 0 || found.all_apply};
}

Judgement negated(const Value& actual, const Value& wanted, const JudgeContext& context) {
  Judgement judgement = judge(actual, wanted, context);
  judgement.holds = judgement.applies && !judgement.holds;
  return judgement;
}

Judgement schema(const Value& actual, const Value& wanted, const JudgeContext&) {
  constexpr size_t most_told = 5;
  auto violations = schema_violations(wanted, actual);
  if (!violations) return inapplicable(to_line(violations.error()));
  if (violations->empty()) return yes_or_no(true);
  const size_t all = violations->size();
  if (all > most_told) violations->resize(most_told);
  return {.note = join(*violations, "; ") +
                  (all > most_told ? " and " + std::to_string(all - most_told) + " more" : "")};
}

struct OperatorRule {
  OperatorInfo info;
  Judgement (*judge)(const Value&, const Value&, const JudgeContext&);
};

constexpr OperatorRule operator_rules[] = {
    {{"eq", "any value", "equal by content; 1 equals 1.0, text never equals a number"}, equals},
    {{"not", "a value or operators", "this does not hold, and could have"}, negated},
    {{"lt", "a number or text", "less than"},
     [](const Value& a, const Value& b, const JudgeContext& c) {
       return ordered(a, b, c, [](int sign) { return sign < 0; });
     }},
    {{"le", "a number or text", "at most"},
     [](const Value& a, const Value& b, const JudgeContext& c) {
       return ordered(a, b, c, [](int sign) { return sign <= 0; });
     }},
    {{"gt", "a number or text", "greater than"},
     [](const Value& a, const Value& b, const JudgeContext& c) {
       return ordered(a, b, c, [](int sign) { return sign > 0; });
     }},
    {{"ge", "a number or text", "at least"},
     [](const Value& a, const Value& b, const JudgeContext& c) {
       return ordered(a, b, c, [](int sign) { return sign >= 0; });
     }},
    {{"contains", "a value", "text has the part, a list the item, a mapping the key or members"},
     contains},
    {{"starts_with", "text", "text begins with it"}, starts_with},
    {{"ends_with", "text", "text ends with it"}, ends_with},
    {{"matches", "RE2 pattern", "text has a match; ^ and $ anchor it"}, matches},
    {{"type", "name of a type",
      "string number integer boolean null array object date uuid url email"},
     type},
    {{"exists", "true or false", "true: it is there, even as null"}, exists},
    {{"size", "a number or operators", "characters, items or members"}, size},
    {{"count", "a number or operators", "the same as size"}, size},
    {{"empty", "true or false", "whether its size is 0"}, empty},
    {{"one_of", "a list", "equal to one of them"}, one_of},
    {{"all", "a value or operators", "holds for every item; not of an empty list"}, all},
    {{"any", "a value or operators", "holds for one item at least"}, any},
    {{"schema", "a JSON Schema or its file", "valid by it (drafts 4 to 7)"}, schema},
};

bool has_placeholder(const Value& value) {
  return value.is_text() && value.as_text().find("${") != std::string::npos;
}

Error problem(std::string_view name, std::string_view takes, const Value& operand) {
  return {.code = "wrong-operand",
          .what = "\"" + std::string(name) + "\" takes " + std::string(takes) + ", but has " +
                  printed(operand)};
}

std::optional<Error> text_problem(std::string_view name, const Value& operand) {
  // Every text contains the empty one: such a check can't fail.
  if (operand.is_text() && operand.as_text().empty())
    return problem(name, "a text that is not empty", operand);
  if (name != "contains" && !operand.is_text()) return problem(name, "a text", operand);
  if (name != "matches") return std::nullopt;
  if (const auto tried = search("", operand.as_text()); !tried) return tried.error();
  if (fits_every_text(operand.as_text()))
    return problem(name, "a pattern that does not fit every text", operand);
  return std::nullopt;
}

std::optional<Error> type_problem(const Value& operand) {
  const std::vector<std::string> names = type_names();
  if (std::find(names.begin(), names.end(), operand.as_text()) != names.end()) return std::nullopt;
  Error error = problem("type", "one of " + join(names, ", "), operand);
  error.what += did_you_mean(operand.as_text(), names);
  return error;
}

}  // namespace

Judgement judge(const std::optional<Value>& actual, const Value& wanted,
                const JudgeContext& context) {
  if (!wanted.is_object())
    return judge_operator(wanted.is_array() && context.kind == FieldKind::status ? "one_of" : "eq",
                          actual, wanted, context);
  const Value* filters = wanted.find("filter");
  const auto value = filtered(actual, filters ? filters->items() : Value::Array{}, context.now);
  if (!value) return inapplicable(value.error().what);
  const JudgeContext inner{context.now, filters ? FieldKind::plain : context.kind};
  Judgement whole{.holds = true};
  for (const Value::Member& member : wanted.members()) {
    if (member.key == "filter") continue;
    const Judgement each = judge_operator(member.key, *value, member.value, inner);
    whole.holds = whole.holds && each.holds;
    whole.applies = whole.applies && each.applies;
    if (!each.note.empty() && !each.holds) whole.note = each.note;
  }
  return whole;
}

Judgement judge_operator(std::string_view name, const std::optional<Value>& actual,
                         const Value& operand, const JudgeContext& context) {
  if (!actual) {
    const bool absence_wanted = name == "exists" && operand.is_bool() && !operand.as_bool();
    return {.holds = absence_wanted, .applies = name == "exists"};
  }
  for (const OperatorRule& rule : operator_rules)
    if (rule.info.name == name) return rule.judge(*actual, operand, context);
  return inapplicable("there is no operator " + std::string(name));
}

const std::vector<OperatorInfo>& operator_table() {
  static const std::vector<OperatorInfo> table = [] {
    std::vector<OperatorInfo> all;
    for (const OperatorRule& rule : operator_rules) all.push_back(rule.info);
    all.push_back(
        {"filter", "a list of filters", "what the value goes through before it is judged"});
    all.push_back({"snapshot", "a name", "equal to what was stored under that name"});
    return all;
  }();
  return table;
}

std::vector<std::string> operator_names() {
  std::vector<std::string> names;
  for (const OperatorRule& rule : operator_rules) names.emplace_back(rule.info.name);
  return names;
}

bool is_operator(std::string_view name) {
  return std::any_of(std::begin(operator_rules), std::end(operator_rules),
                     [&](const OperatorRule& rule) { return rule.info.name == name; });
}

std::optional<Error> literal_problem(const Value& literal, FieldKind kind) {
  if (has_placeholder(literal) || as_operand(literal, kind)) return std::nullopt;
  if (kind == FieldKind::status && is_status_class(literal)) return std::nullopt;
  const std::string_view takes = kind == FieldKind::status     ? "a number or a class such as 2xx"
                                 : kind == FieldKind::duration ? "a duration such as 500ms"
                                                               : "a number";
  return Error{.code = "wrong-operand",
               .what = "this field is compared with " + std::string(takes) + ", but here is " +
                       printed(literal)};
}

std::optional<Error> operand_problem(std::string_view name, const Value& operand, FieldKind kind) {
  if (has_placeholder(operand)) return std::nullopt;
  if (name == "exists" || name == "empty")
    return operand.is_bool() ? std::nullopt
                             : std::optional(problem(name, "true or false", operand));
  if (name == "type") return type_problem(operand);
  if (name == "contains" || name == "starts_with" || name == "ends_with" || name == "matches")
    return text_problem(name, operand);
  if (name == "one_of") {
    if (operand.items().empty()) return problem(name, "a list of values", operand);
    for (const Value& each : operand.items())
      if (auto found = literal_problem(each, kind)) return found;
    return std::nullopt;
  }
  const bool is_order = name == "lt" || name == "le" || name == "gt" || name == "ge";
  if (is_order && !operand.is_number() && !operand.is_text())
    return problem(name, "a number or a text", operand);
  return name == "eq" || is_order ? literal_problem(operand, kind) : std::nullopt;
}

}  // namespace gonogo
