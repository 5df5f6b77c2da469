// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/schema.h"

#include "emulator/scenario/filters.h"
#include "emulator/scenario/keys.h"
#include "emulator/scenario/operators.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {
namespace {

Value refers_to(const char* name) {
  return Value::object({{"$ref", std::string("#/definitions/") + name}});
}

Value of_type(const char* type) { return Value::object({{"type", type}}); }

Value types(std::initializer_list<const char*> names) {
  Value list = Value::array();
  for (const char* name : names) list.push(name);
  return Value::object({{"type", std::move(list)}});
}

Value list_of(Value items) {
  return Value::object({{"type", "array"}, {"items", std::move(items)}});
}

Value object_of(const std::vector<KeyRule>& keys);

Value texts(const std::vector<std::string>& all) {
  Value list = Value::array();
  for (const std::string& text : all) list.push(text);
  return list;
}

Value any_of(std::initializer_list<Value> choices) {
  Value list = Value::array();
  for (const Value& choice : choices) list.push(choice);
  return Value::object({{"anyOf", std::move(list)}});
}

Value shape_of(const KeyRule& key) {
  switch (key.shape) {
    case Shape::anything: return Value::object();
    case Shape::text: return of_type("string");
    case Shape::scalar: return types({"string", "number", "boolean"});
    case Shape::flag: return of_type("boolean");
    case Shape::integer: return of_type("integer");
    case Shape::number: return of_type("number");
    case Shape::duration: return refers_to("duration");
    case Shape::choice: return Value::object({{"enum", texts(key.choices)}});
    case Shape::texts: return list_of(of_type("string"));
    case Shape::list: return of_type("array");
    case Shape::mapping: return key.inside != nullptr ? object_of(*key.inside) : of_type("object");
    case Shape::words:
      return any_of({of_type("string"), list_of(types({"string", "number", "boolean"}))});
    case Shape::fixtures: return any_of({list_of(of_type("string")), of_type("object")});
    case Shape::examples: return any_of({list_of(of_type("object")), of_type("string")});
    case Shape::step: return refers_to("step");
    case Shape::steps: return list_of(refers_to("step"));
    case Shape::expectations:
      return Value::object({{"type", "object"},
                            {"minProperties", 1},
                            {"additionalProperties", refers_to("expectation")}});
    case Shape::captures:
      return Value::object(
          {{"type", "object"},
           {"minProperties", 1},
           {"additionalProperties", any_of({of_type("string"), object_of(capture_keys())})}});
    case Shape::condition: return Value::object({{"type", "object"}, {"minProperties", 1}});
    case Shape::loop:
      return Value::object({{"type", "object"}, {"minProperties", 1}, {"maxProperties", 1}});
  }
  return Value::object();
}

void add_property(Value& properties, const KeyRule& key) {
  Value shape = shape_of(key);
  // Beside $ref a draft-7 reader sees nothing.
  if (!key.help.empty() && shape.find("$ref") == nullptr) shape.set("description", key.help);
  properties.set(std::string(key.name), std::move(shape));
}

Value object_of(const std::vector<KeyRule>& keys) {
  Value properties = Value::object();
  Value required = Value::array();
  for (const KeyRule& key : keys) {
    add_property(properties, key);
    if (key.required) required.push(std::string(key.name));
  }
  Value object = Value::object(
      {{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}});
  if (!required.items().empty()) object.set("required", std::move(required));
  return object;
}

/// A step of one verb: its own keys and those of all steps.
Value step_of(const VerbRule& rule) {
  std::vector<KeyRule> keys{{rule.name, rule.shape, rule.help, rule.inside, true}};
  keys.insert(keys.end(), rule.keys.begin(), rule.keys.end());
  for (const KeyRule& key : step_keys()) {
    const bool inside = rule.verb == Verb::wait && (key.name == "expect" || key.name == "capture" ||
                                                    key.name == "retry" || key.name == "masks");
    if (!inside) keys.push_back(key);
  }
  return object_of(keys);
}

Value operator_schema() {
  Value properties = Value::object();
  for (const OperatorInfo& info : operator_table())
    properties.set(std::string(info.name),
                   Value::object({{"description", std::string(info.help) + " (takes " +
                                                      std::string(info.operand) + ")"}}));
  return properties;
}

Value definitions() {
  Value steps = Value::array();
  for (const VerbRule& rule : verb_rules())
    steps.push(refers_to(("step-" + std::string(rule.name)).c_str()));
  Value duration = types({"string", "integer"});
  duration.set("pattern", "^([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+$");
  duration.set("description", "500ms, 2s, 1h30m");
  Value all = Value::object(
      {{"duration", std::move(duration)},
       {"step", Value::object({{"oneOf", std::move(steps)}})},
       {"expectation", Value::object({{"description", "a literal, or operators that must all hold"},
                                      {"properties", operator_schema()}})}});
  for (const VerbRule& rule : verb_rules())
    all.set("step-" + std::string(rule.name), step_of(rule));
  return all;
}

std::string row(std::initializer_list<std::string_view> cells) {
  std::string text = "|";
  for (const std::string_view cell : cells) text += " " + std::string(cell) + " |";
  return text + "\n";
}

std::string_view wording(const KeyRule& key) {
  switch (key.shape) {
    case Shape::anything: return "any value";
    case Shape::text:
    case Shape::scalar: return "text";
    case Shape::flag: return "true or false";
    case Shape::integer: return "whole number";
    case Shape::number: return "number";
    case Shape::duration: return "duration";
    case Shape::choice: return "choice";
    case Shape::texts: return "list of texts";
    case Shape::list: return "list";
    case Shape::mapping: return "mapping";
    case Shape::words: return "text or list";
    case Shape::fixtures: return "files or rows";
    case Shape::examples: return "rows or file";
    case Shape::step: return "step";
    case Shape::steps: return "steps";
    case Shape::expectations: return "expectations";
    case Shape::captures: return "captures";
    case Shape::condition: return "condition";
    case Shape::loop: return "loop";
  }
  return "";
}

std::string key_table(const std::vector<KeyRule>& keys, const std::string& prefix = {}) {
  std::string text;
  for (const KeyRule& key : keys) {
    std::string help(key.help);
    if (!key.choices.empty()) {
      help += help.empty() ? "" : ": ";
      for (size_t i = 0; i < key.choices.size(); ++i)
        help += (i > 0 ? ", `" : "`") + key.choices[i] + "`";
    }
    if (key.required) help += " (required)";
    text += row({"`" + prefix + std::string(key.name) + "`", wording(key), help});
    if (key.inside != nullptr) text += key_table(*key.inside, prefix + std::string(key.name) + ".");
  }
  return text;
}

std::string head(std::string_view first) {
  return row({first, "takes", "what it does"}) + row({"---", "---", "---"});
}

std::string verb_section(const VerbRule& rule) {
  std::string text = "### " + std::string(rule.name) + "\n\n`" + std::string(rule.name) + ": " +
                     std::string(rule.value) + "`: " + std::string(rule.help) + ".\n\n";
  std::vector<KeyRule> keys;
  if (rule.inside != nullptr) keys = *rule.inside;
  if (!keys.empty()) text += head("in it") + key_table(keys) + "\n";
  if (!rule.keys.empty()) text += head("key") + key_table(rule.keys) + "\n";
  if (rule.fields.empty()) return text;
  text += row({"field of the result", "what it is"}) + row({"---", "---"});
  for (const FieldRule& field : rule.fields)
    text += row({"`" + std::string(field.name) + "`", field.help});
  return text + "\n";
}

}  // namespace

Value scenario_schema() {
  Value schema = object_of(scenario_keys());
  Value whole = Value::object(
      {{"$schema", "http://json-schema.org/draft-07/schema#"}, {"title", "gonogo scenario"}});
  for (const Value::Member& member : schema.members()) whole.set(member.key, member.value);
  whole.set("definitions", definitions());
  return whole;
}

std::string scenario_reference() {
  std::string text = "### Keys of a scenario\n\n" + head("key") + key_table(scenario_keys());
  text += "\n### Keys of every step\n\n" + head("key") + key_table(step_keys()) + "\n";
  for (const VerbRule& rule : verb_rules()) text += verb_section(rule);
  text +=
      "### Operators\n\n" + row({"operator", "takes", "holds when"}) + row({"---", "---", "---"});
  for (const OperatorInfo& info : operator_table())
    text += row({"`" + std::string(info.name) + "`", info.operand, info.help});
  text += "\n### Filters\n\n" + row({"filter", "takes", "gives"}) + row({"---", "---", "---"});
  for (const FilterInfo& info : filter_table())
    text += row({"`" + std::string(info.name) + "`", info.argument, info.help});
  return text;
}

}  // namespace gonogo
