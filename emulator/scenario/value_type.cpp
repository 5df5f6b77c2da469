// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/value_type.h"

#include "emulator/scenario/date_text.h"
#include "emulator/scenario/text_forms.h"

namespace gonogo {
namespace {

struct TypeRule {
  std::string_view name;
  bool (*accept)(const Value&);
};

constexpr TypeRule type_rules[] = {
    {"string", [](const Value& v) { return v.is_text(); }},
    {"number", [](const Value& v) { return v.is_number(); }},
    {"integer", [](const Value& v) { return v.is_integer(); }},
    {"boolean", [](const Value& v) { return v.is_bool(); }},
    {"null", [](const Value& v) { return v.is_null(); }},
    {"array", [](const Value& v) { return v.is_array(); }},
    {"object", [](const Value& v) { return v.is_object(); }},
    {"date", [](const Value& v) { return v.is_text() && parse_date(v.as_text()).has_value(); }},
    {"uuid", [](const Value& v) { return v.is_text() && is_uuid(v.as_text()); }},
    {"url", [](const Value& v) { return v.is_text() && is_url(v.as_text()); }},
    {"email", [](const Value& v) { return v.is_text() && is_email(v.as_text()); }},
};

}  // namespace

std::optional<bool> is_of_type(const Value& value, std::string_view type) {
  for (const TypeRule& rule : type_rules)
    if (rule.name == type) return rule.accept(value);
  return std::nullopt;
}

std::vector<std::string> type_names() {
  std::vector<std::string> names;
  for (const TypeRule& rule : type_rules) names.emplace_back(rule.name);
  return names;
}

}  // namespace gonogo
