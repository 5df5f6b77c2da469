// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/task/parameters.h"

namespace gonogo {
namespace {

class ShapeCheck {
 public:
  ShapeCheck(const std::string& file, Findings& findings) : file_(file), findings_(findings) {}

  void object(const Value& value, std::string_view shape, const std::string& pointer) {
    if (!value.is_object()) return wrong_type(value, "a mapping", pointer);
    for (const Value::Member& member : value.members()) {
      const std::string place = pointer + pointer_token(member.key);
      const Parameter* parameter = find_parameter(shape, member.key);
      if (parameter == nullptr) {
        unknown_key(member, shape, place);
      } else if (!member.value.is_null()) {
        of_type(member, *parameter, place);
      }
    }
    missing_keys(value, shape, pointer);
  }

 private:
  void of_type(const Value::Member& member, const Parameter& parameter, const std::string& place) {
    const Value& value = member.value;
    switch (parameter.type) {
      case ParameterType::text: return text(value, parameter, place);
      case ParameterType::integer:
        return value.is_integer() ? void() : wrong_type(value, "an integer", place);
      case ParameterType::flag:
        return value.is_bool() ? void() : wrong_type(value, "true or false", place);
      case ParameterType::size: return size(value, place);
      case ParameterType::texts:
      case ParameterType::integers:
      case ParameterType::objects: return list(value, parameter, place);
      case ParameterType::text_map: return text_map(value, place);
      case ParameterType::object: return object(value, parameter.of, place);
      case ParameterType::output: return output_only(member, place);
    }
  }

  void text(const Value& value, const Parameter& parameter, const std::string& place) {
    if (!value.is_text()) return wrong_type(value, "text", place);
    if (parameter.choices.empty()) return;
    const std::vector<std::string> allowed = split(parameter.choices, '|');
    if (std::find(allowed.begin(), allowed.end(), value.as_text()) != allowed.end()) return;
    add(Finding::Level::error, "unknown-value",
        "\"" + value.as_text() + "\" is none of " + join(allowed, ", ") +
            did_you_mean(value.as_text(), allowed),
        value.mark, place);
  }

  void size(const Value& value, const std::string& place) {
    if (value.is_text()) return;
    if (!value.is_number()) return wrong_type(value, "text", place);
    add(Finding::Level::note, "number-for-text",
        "the API takes this as text; a number is read as if it stood in quotes", value.mark, place);
  }

  void list(const Value& value, const Parameter& parameter, const std::string& place) {
    if (!value.is_array()) return wrong_type(value, "a list", place);
    for (size_t i = 0; i < value.items().size(); ++i) {
      const Value& item = value.items()[i];
      const std::string at = place + "/" + std::to_string(i);
      if (parameter.type == ParameterType::objects) {
        object(item, parameter.of, at);
      } else if (parameter.type == ParameterType::texts) {
        text(item, parameter, at);
      } else if (!item.is_integer()) {
        wrong_type(item, "an integer", at);
      }
    }
  }

  void text_map(const Value& value, const std::string& place) {
    if (!value.is_object()) return wrong_type(value, "a mapping", place);
    for (const Value::Member& member : value.members())
      if (!member.value.is_text() && !member.value.is_null())
        wrong_type(member.value, "text", place + pointer_token(member.key));
  }

  void missing_keys(const Value& value, std::string_view shape, const std::string& pointer) {
    for (const Parameter& parameter : parameters()) {
      if (parameter.shape != shape || !parameter.required) continue;
      const Value* found = value.find(parameter.name);
      if (found != nullptr && !found->is_null()) continue;
      add(Finding::Level::error, "missing-key",
          "\"" + std::string(parameter.name) + "\" is missing", value.mark,
          pointer + pointer_token(parameter.name));
    }
  }

  void unknown_key(const Value::Member& member, std::string_view shape, const std::string& place) {
    std::vector<std::string> known;
    for (const Parameter& parameter : parameters())
      if (parameter.shape == shape) known.emplace_back(parameter.name);
    add(Finding::Level::error, "unknown-key",
        "unknown key \"" + member.key + "\"" + did_you_mean(member.key, known), member.mark, place);
  }

  void output_only(const Value::Member& member, const std::string& place) {
    add(Finding::Level::note, "output-only-key",
        "\"" + member.key + "\" is output of DescribeTaskDefinition; it is not read", member.mark,
        place, "leave it out before you register the definition");
  }

  void wrong_type(const Value& value, std::string_view wanted, const std::string& place) {
    std::string hint;
    if (wanted == "text" && (value.is_number() || value.is_bool())) hint = "put it in quotes";
    if (value.is_text() && (wanted == "an integer" || wanted == "true or false"))
      hint = "write it without quotes";
    add(Finding::Level::error, "wrong-type",
        "must be " + std::string(wanted) + ", but is " + std::string(value.kind_name()), value.mark,
        place, std::move(hint));
  }

  void add(Finding::Level level, std::string rule, std::string message, Mark mark,
           const std::string& place, std::string hint = {}) {
    findings_.push_back({.level = level,
                         .rule = std::move(rule),
                         .message = std::move(message),
                         .where = {file_, mark, place},
                         .hint = std::move(hint)});
  }

  const std::string& file_;
  Findings& findings_;
};

}  // namespace

void check_shape(const Value& value, std::string_view shape, const std::string& pointer,
                 const std::string& file, Findings& findings) {
  ShapeCheck(file, findings).object(value, shape, pointer);
}

}  // namespace gonogo
