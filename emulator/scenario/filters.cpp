// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/filters.h"

#include <algorithm>
#include <cctype>
#include <cmath>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/regex.h"
#include "emulator/io/xml.h"
#include "emulator/scenario/date_text.h"
#include "emulator/scenario/json_path.h"
#include "emulator/scenario/json_path_string.h"
#include "emulator/scenario/text_forms.h"
#include "emulator/scenario/value_text.h"
#include "emulator/scenario/xpath.h"

namespace gonogo {
namespace {

using Filtered = Result<std::optional<Value>>;

struct FilterInput {
  const Value& value;
  const Value& argument;
  WallTime now;
};

enum class Wants { text, list, mapping, anything };
enum class Takes { nothing, text, integer, pair, maybe_text };

struct FilterRule {
  std::string_view name;
  Wants wants;
  Takes takes;
  std::string_view help;
  Filtered (*apply)(const FilterInput&);
};

tl::unexpected<Error> refused(std::string why) {
  return fail({.code = "filter-failed", .what = std::move(why)});
}

std::string to_upper(std::string text) {
  for (char& c : text) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  return text;
}

Value length(size_t n) { return static_cast<std::int64_t>(n); }

Filtered item_at(const Value& list, std::int64_t index) {
  const auto size = static_cast<std::int64_t>(list.items().size());
  const std::int64_t at = index < 0 ? index + size : index;
  if (at < 0 || at >= size) return std::optional<Value>();
  return list.items()[static_cast<size_t>(at)];
}

Filtered count_items(const FilterInput& in) {
  if (in.value.is_array()) return length(in.value.items().size());
  if (in.value.is_object()) return length(in.value.members().size());
  return refused("only a list or a mapping can be counted");
}

Filtered member_names(const FilterInput& in) {
  Value list = Value::array();
  for (const Value::Member& member : in.value.members()) list.push(member.key);
  return list;
}

Filtered values(const FilterInput& in) {
  Value list = Value::array();
  for (const Value::Member& member : in.value.members()) list.push(member.value);
  return list;
}

Filtered sort(const FilterInput& in) {
  Value list = in.value;
  auto& items = list.items();
  const bool numbers =
      std::all_of(items.begin(), items.end(), [](auto& v) { return v.is_number(); });
  const bool texts = std::all_of(items.begin(), items.end(), [](auto& v) { return v.is_text(); });
  if (!numbers && !texts) return refused("only numbers or only texts can be sorted");
  std::stable_sort(items.begin(), items.end(), [&](const Value& a, const Value& b) {
    return numbers ? a.as_number() < b.as_number() : a.as_text() < b.as_text();
  });
  return list;
}

Filtered unique(const FilterInput& in) {
  Value list = Value::array();
  for (const Value& item : in.value.items())
    if (std::find(list.items().begin(), list.items().end(), item) == list.items().end())
      list.push(item);
  return list;
}

Filtered join_items(const FilterInput& in) {
  std::vector<std::string> parts;
  for (const Value& item : in.value.items()) parts.push_back(text_of(item));
  return Value(join(parts, in.argument.as_text()));
}

Filtered split_text(const FilterInput& in) {
  Value list = Value::array();
  std::string_view rest = in.value.as_text();
  const std::string& separator = in.argument.as_text();
  if (separator.empty()) return refused("split wants a separator");
  for (size_t at = 0; (at = rest.find(separator)) != std::string_view::npos;
       rest.remove_prefix(at + separator.size()))
    list.push(rest.substr(0, at));
  list.push(rest);
  return list;
}

Filtered regex(const FilterInput& in) {
  const auto found = search(in.value.as_text(), in.argument.as_text());
  if (!found) return fail(found.error());
  if (!*found) return std::optional<Value>();
  return Value((**found)[(*found)->size() > 1 ? 1 : 0]);
}

Filtered to_number(const FilterInput& in) {
  if (in.value.is_number()) return in.value;
  const std::string text(trim(in.value.as_text()));
  if (!in.value.is_text() || !is_number_text(text)) return refused("it is no number");
  return json_path::number_of(text);
}

Filtered to_int(const FilterInput& in) {
  auto number = to_number(in);
  if (!number || (*number)->is_integer()) return number;
  const double real = (*number)->as_number();
  constexpr double largest = 9007199254740992.0;
  if (std::trunc(real) != real || std::abs(real) > largest) return refused("it is no whole number");
  return Value(static_cast<std::int64_t>(real));
}

Filtered to_date(const FilterInput& in) {
  const auto date = parse_date(in.value.as_text(), in.argument.as_text());
  if (!date) return refused("it is no date of that form");
  return Value(to_rfc3339(*date));
}

Filtered to_formatted_date(const FilterInput& in) {
  const auto date = parse_date(in.value.as_text());
  if (!date) return refused("it is no date: put to_date before it");
  return Value(format_date(*date, in.argument.as_text()));
}

Filtered days_from_now(const FilterInput& in) {
  const auto date = parse_date(in.value.as_text());
  if (!date) return refused("it is no date: put to_date before it");
  using Days = std::chrono::duration<std::int64_t, std::ratio<86400>>;
  return Value(static_cast<std::int64_t>(std::chrono::floor<Days>(*date - in.now).count()));
}

Filtered from_base64(const FilterInput& in) {
  auto text = decode_base64(in.value.as_text());
  if (!text) return refused("it is no base64");
  return Value(std::move(*text));
}

Filtered from_url(const FilterInput& in) {
  auto text = decode_url(in.value.as_text());
  if (!text) return refused("it is not percent-encoded");
  return Value(std::move(*text));
}

Filtered from_json(const FilterInput& in) {
  auto value = parse_json(in.value.as_text(), "");
  if (!value) return refused("it is no JSON: " + value.error().what);
  return std::move(*value);
}

Filtered by_json_path(const FilterInput& in) {
  const auto path = parse_json_path(in.argument.as_text());
  if (!path) return fail(path.error());
  return path->value_in(in.value);
}

Filtered by_xpath(const FilterInput& in) {
  return xpath_in(in.value.as_text(), in.argument.as_text());
}

Filtered replaced(const FilterInput& in) {
  const auto& pair = in.argument.items();
  return Value(replace_all(in.value.as_text(), pair[0].as_text(), pair[1].as_text()));
}

const std::vector<FilterRule>& filter_rules() {
  // clang-format off
  static const std::vector<FilterRule> table{
      {"count", Wants::anything, Takes::nothing, "number of items or members", count_items},
      {"nth", Wants::list, Takes::integer, "the item at that place from 0, negative from the end", [](const FilterInput& in) { return item_at(in.value, in.argument.as_integer()); }},
      {"first", Wants::list, Takes::nothing, "the first item", [](const FilterInput& in) { return item_at(in.value, 0); }},
      {"last", Wants::list, Takes::nothing, "the last item", [](const FilterInput& in) { return item_at(in.value, -1); }},
      {"keys", Wants::mapping, Takes::nothing, "names of the members", member_names},
      {"values", Wants::mapping, Takes::nothing, "values of the members", values},
      {"sort", Wants::list, Takes::nothing, "numbers or texts in order", sort},
      {"unique", Wants::list, Takes::nothing, "each item once", unique},
      {"join", Wants::list, Takes::text, "items with the text between", join_items},
      {"split", Wants::text, Takes::text, "parts between the separator", split_text},
      {"replace", Wants::text, Takes::pair, "[FROM, TO]: each FROM becomes TO", replaced},
      {"regex", Wants::text, Takes::text, "group 1 of the match, or all of it", regex},
      {"trim", Wants::text, Takes::nothing, "without blanks around", [](const FilterInput& in) -> Filtered { return Value(trim(in.value.as_text())); }},
      {"lower", Wants::text, Takes::nothing, "in lower case", [](const FilterInput& in) -> Filtered { return Value(to_lower(in.value.as_text())); }},
      {"upper", Wants::text, Takes::nothing, "in upper case", [](const FilterInput& in) -> Filtered { return Value(to_upper(in.value.as_text())); }},
      {"to_int", Wants::anything, Takes::nothing, "the whole number that is written", to_int},
      {"to_number", Wants::anything, Takes::nothing, "the number that is written", to_number},
      {"to_text", Wants::anything, Takes::nothing, "as text", [](const FilterInput& in) -> Filtered { return Value(text_of(in.value)); }},
      {"to_date", Wants::text, Takes::maybe_text, "as RFC 3339; the argument is a strptime format", to_date},
      {"format_date", Wants::text, Takes::text, "by a strftime format, UTC", to_formatted_date},
      {"decode_base64", Wants::text, Takes::nothing, "what the base64 text holds", from_base64},
      {"encode_base64", Wants::text, Takes::nothing, "as base64", [](const FilterInput& in) -> Filtered { return Value(to_base64(in.value.as_text())); }},
      {"decode_url", Wants::text, Takes::nothing, "without percent encoding", from_url},
      {"parse_json", Wants::text, Takes::nothing, "the value that the text holds", from_json},
      {"jsonpath", Wants::anything, Takes::text, "what the path selects", by_json_path},
      {"xpath", Wants::text, Takes::text, "what the XPath selects, in XML or HTML", by_xpath},
      {"days_from_now", Wants::text, Takes::nothing, "whole days until the date", days_from_now},
      {"bytes", Wants::text, Takes::nothing, "length in bytes", [](const FilterInput& in) -> Filtered { return length(in.value.as_text().size()); }},
  };
  // clang-format on
  return table;
}

std::string name_of(const Value& filter) {
  if (filter.is_text()) return filter.as_text();
  return filter.members().size() == 1 ? filter.members()[0].key : "";
}

const Value& argument_of(const Value& filter) {
  static const Value none;
  return filter.members().size() == 1 ? filter.members()[0].value : none;
}

const FilterRule* find_rule(std::string_view name) {
  for (const FilterRule& rule : filter_rules())
    if (rule.name == name) return &rule;
  return nullptr;
}

bool accepts(Takes takes, const Value& argument) {
  switch (takes) {
    case Takes::nothing: return argument.is_null();
    case Takes::text: return argument.is_text();
    case Takes::maybe_text: return argument.is_text() || argument.is_null();
    case Takes::integer: return argument.is_integer();
    case Takes::pair:
      return argument.items().size() == 2 && argument.items()[0].is_text() &&
             argument.items()[1].is_text();
  }
  return false;
}

std::string_view wording(Takes takes) {
  switch (takes) {
    case Takes::nothing: return "nothing";
    case Takes::text: return "a text";
    case Takes::maybe_text: return "a text or nothing";
    case Takes::integer: return "an integer";
    case Takes::pair: return "a list of two texts";
  }
  return "";
}

bool is_wanted(Wants wants, const Value& value) {
  switch (wants) {
    case Wants::text: return value.is_text();
    case Wants::list: return value.is_array();
    case Wants::mapping: return value.is_object();
    case Wants::anything: return true;
  }
  return false;
}

std::optional<Error> pattern_problem(const std::string& name, const std::string& text) {
  if (text.find("${") != std::string::npos) return std::nullopt;
  if (name == "regex") {
    if (const auto tried = search("", text); !tried) return tried.error();
  } else if (name == "jsonpath") {
    if (const auto path = parse_json_path(text); !path) return path.error();
  } else if (name == "xpath") {
    return xpath_problem(text);
  }
  return std::nullopt;
}

}  // namespace

Filtered filtered(std::optional<Value> value, const std::vector<Value>& filters, WallTime now) {
  for (const Value& filter : filters) {
    if (!value) return value;
    if (auto problem = filter_problem(filter)) return fail(std::move(*problem));
    const FilterRule& rule = *find_rule(name_of(filter));
    if (!is_wanted(rule.wants, *value))
      return refused("filter " + std::string(rule.name) + " can't be applied to " +
                     std::string(value->kind_name()));
    auto next = rule.apply({*value, argument_of(filter), now});
    if (!next) return because(next.error(), "filter " + std::string(rule.name));
    value = std::move(*next);
  }
  return value;
}

std::optional<Error> filter_problem(const Value& filter) {
  const std::string name = name_of(filter);
  if (name.empty())
    return Error{.code = "wrong-type",
                 .what = "a filter is a name, or a name with its argument",
                 .hint = "write filter: [{split: \",\"}, {nth: 0}, to_int]"};
  const FilterRule* rule = find_rule(name);
  if (rule == nullptr)
    return Error{
        .code = "unknown-filter",
        .what = "there is no filter \"" + name + "\"" + did_you_mean(name, filter_names())};
  const Value& argument = argument_of(filter);
  const bool open = argument.is_text() && argument.as_text().find("${") != std::string::npos;
  if (!open && !accepts(rule->takes, argument))
    return Error{.code = "wrong-type",
                 .what = "the filter " + name + " takes " + std::string(wording(rule->takes)) +
                         ", but got " + std::string(argument.kind_name())};
  return pattern_problem(name, argument.as_text());
}

std::vector<FilterInfo> filter_table() {
  std::vector<FilterInfo> table;
  for (const FilterRule& rule : filter_rules())
    table.push_back({rule.name, wording(rule.takes), rule.help});
  return table;
}

std::vector<std::string> filter_names() {
  std::vector<std::string> names;
  for (const FilterRule& rule : filter_rules()) names.emplace_back(rule.name);
  return names;
}

std::string filters_text(const std::vector<Value>& filters) {
  std::vector<std::string> names;
  for (const Value& filter : filters) names.push_back(name_of(filter));
  return join(names, " ");
}

}  // namespace gonogo
