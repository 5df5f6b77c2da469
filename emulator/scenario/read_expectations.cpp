// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/json_schema.h"
#include "emulator/io/xml.h"
#include "emulator/scenario/filters.h"
#include "emulator/scenario/json_path.h"
#include "emulator/scenario/reading.h"

namespace gonogo {
namespace {

bool is_open(std::string_view text) { return text.find("${") != std::string_view::npos; }

// "row.email": the fields that hold others, and how one of those is written.
struct Owner {
  std::string_view field;
  std::string_view prefix;
};

constexpr Owner owners[] = {
    {"headers", "header "}, {"cookies", "cookie "}, {"xpath", "xpath "}, {"row", "row."}};

const Owner* find_owner(std::string_view field) {
  for (const Owner& owner : owners)
    if (owner.field == field) return &owner;
  return nullptr;
}

template <typename Accept>
bool every_key(const Value& mapping, Accept accept) {
  const auto& members = mapping.members();
  return !members.empty() && std::all_of(members.begin(), members.end(),
                                         [&](auto& member) { return accept(member.key); });
}

bool is_error_part(std::string_view key) { return key == "code" || key == "message"; }

class ExpectationReader {
 public:
  ExpectationReader(const VerbRule& rule, std::vector<Expectation>& out) : rule_(rule), out_(out) {}

  void read(const std::string& field, const Value& wanted, const Reading& reading) {
    if (const Owner* owner = find_owner(field)) {
      if (!wanted.is_object())
        return reading.report(
            "wrong-type", "\"" + field + "\" is a mapping: an expectation for each name", wanted);
      return read_members(wanted, std::string(owner->prefix), reading);
    }
    const bool paths = field == "json" &&
                       every_key(wanted, [](std::string_view key) { return key.starts_with('$'); });
    if (paths) return read_members(wanted, "", reading);
    if (field == "error" && rule_.verb == Verb::sql && every_key(wanted, is_error_part))
      return read_members(wanted, "error.", reading);
    add(field, wanted, reading);
  }

 private:
  void read_members(const Value& mapping, const std::string& prefix, const Reading& reading) {
    if (mapping.members().empty())
      reading.report("empty-expectation", "nothing is expected here", mapping);
    for (const Value::Member& member : mapping.members())
      add(prefix + member.key, member.value, reading.below(member.key));
  }

  void add(const std::string& field, const Value& wanted, const Reading& reading) {
    check_field(field, rule_, wanted, reading);
    Value whole = wanted;
    load_schemas(whole, reading);
    check_wanted(whole, kind_of_field(field), reading);
    out_.push_back({.field = field, .wanted = std::move(whole), .where = reading.place(wanted)});
  }

  const VerbRule& rule_;
  std::vector<Expectation>& out_;
};

Result<Value> parse_one_yaml(const std::string& text, const std::string& path) {
  auto documents = parse_yaml(text, path);
  if (!documents) return fail(documents.error());
  if (documents->size() == 1) return std::move(documents->front());
  return fail({.code = "bad-yaml", .what = "a schema is one document", .where = {.file = path}});
}

void check_filters(const Value& filters, const Reading& reading) {
  if (!filters.is_array() || filters.items().empty())
    return reading.report("wrong-type", "\"filter\" must be a list of filters", filters);
  for (const Value& filter : filters.items())
    if (const auto problem = filter_problem(filter)) reading.report(*problem, filter);
}

bool is_known_operator(const std::string& key) {
  return is_operator(key) || key == "filter" || key == "snapshot";
}

// A file that could not be read has been reported where it was asked for.
void check_schema(const Value& schema, const Reading& reading) {
  if (schema.is_text()) return;
  const auto problem = schema_problem(schema);
  if (!problem) return;
  Value at = schema;
  at.mark = problem->where.mark == Mark{} ? schema.mark : problem->where.mark;
  reading.report(*problem, at);
}

void check_snapshot_name(const Value& name, const Reading& reading) {
  if (!name.is_text() || name.as_text().empty())
    return reading.report("wrong-operand", "\"snapshot\" takes a name", name);
  if (reading.pointer.find("/not/") != std::string::npos)
    reading.report("wrong-operand", "a snapshot stands by itself, not under not", name);
}

void check_operator(const std::string& name, const Value& operand, FieldKind kind,
                    const Reading& reading) {
  if (name == "filter") return check_filters(operand, reading);
  if (name == "schema") return check_schema(operand, reading);
  if (name == "snapshot") return check_snapshot_name(operand, reading);
  if (name == "not" || name == "all" || name == "any") return check_wanted(operand, kind, reading);
  if (name == "size" || name == "count") return check_wanted(operand, FieldKind::number, reading);
  if (const auto problem = operand_problem(name, operand, kind)) reading.report(*problem, operand);
}

void check_keys(const Value& wanted, const Reading& reading) {
  const bool some_known = std::any_of(wanted.members().begin(), wanted.members().end(),
                                      [](auto& member) { return is_known_operator(member.key); });
  for (const Value::Member& member : wanted.members()) {
    if (is_known_operator(member.key)) continue;
    const Reading below = reading.below(member.key);
    if (some_known)
      return below.report("mixed-keys",
                          "\"" + member.key + "\" is no operator, but others here are" +
                              did_you_mean(member.key, operator_names()),
                          member.value, "a mapping to compare with is written under eq:");
    std::string hint = "a mapping to compare with is written under eq:";
    if (member.key.find('$') == 0) hint = "JSONPaths are written under json:";
    return below.report(
        "unknown-operator",
        "\"" + member.key + "\" is no operator" + did_you_mean(member.key, operator_names()),
        member.value, hint);
  }
}

}  // namespace

void check_wanted(const Value& wanted, FieldKind kind, const Reading& reading) {
  if (wanted.is_array() && kind == FieldKind::status)
    return check_operator("one_of", wanted, kind, reading);
  if (!wanted.is_object()) {
    if (const auto problem = literal_problem(wanted, kind)) reading.report(*problem, wanted);
    return;
  }
  if (wanted.members().empty())
    return reading.report("empty-expectation", "nothing is expected here", wanted,
                          "an empty mapping is written eq: {}");
  check_keys(wanted, reading);
  const bool filtered = wanted.find("filter") != nullptr;
  if (filtered && wanted.members().size() == 1)
    reading.report("empty-expectation", "a filter alone expects nothing", wanted,
                   "put an operator beside it: {filter: [trim], eq: …}");
  for (const Value::Member& member : wanted.members())
    if (is_known_operator(member.key))
      check_operator(member.key, member.value, filtered ? FieldKind::plain : kind,
                     reading.below(member.key));
}

void check_field(const std::string& field, const VerbRule& rule, const Value& at,
                 const Reading& reading) {
  const std::string verb(rule.name);
  if (rule.verb == Verb::include) return;  // its fields are its captures
  if (field.starts_with("xpath ") && !is_open(field))
    if (const auto problem = xpath_problem(std::string(trim(field.substr(6)))))
      return reading.report(*problem, at);
  if (field.starts_with('$') && !field.starts_with("${")) {
    if (rule.document.empty())
      return reading.report("unknown-field", "a result of " + verb + " is no document", at);
    if (is_open(field)) return;
    if (const auto path = parse_json_path(field); !path) reading.report(path.error(), at);
    return;
  }
  std::string owner = field.substr(0, field.find_first_of(" ."));
  if (field.starts_with("header ")) owner = "headers";
  if (field.starts_with("cookie ")) owner = "cookies";
  if (field.starts_with("xpath ")) owner = "xpath";
  const bool nested = owner != field;
  const bool nests = owner == "headers" || owner == "cookies" || owner == "xpath" ||
                     owner == "row" || (owner == "error" && rule.verb == Verb::sql) ||
                     owner == "cases";
  const std::vector<std::string> fields = names_of(rule.fields);
  if (std::find(fields.begin(), fields.end(), owner) != fields.end() && (!nested || nests)) return;
  reading.report(
      "unknown-field",
      "a result of " + verb + " has no field \"" + field + "\"" + did_you_mean(field, fields), at,
      "it has " + join(fields, ", "));
}

std::vector<Expectation> read_expectations(const Value& mapping, const VerbRule& rule,
                                           const Reading& reading) {
  std::vector<Expectation> expectations;
  if (!mapping.is_object() || mapping.members().empty()) {
    reading.report("wrong-type", "expectations are a mapping: a result field and what it should be",
                   mapping);
    return expectations;
  }
  ExpectationReader reader(rule, expectations);
  for (const Value::Member& member : mapping.members())
    reader.read(member.key, member.value, reading.below(member.key));
  return expectations;
}

std::vector<Capture> read_captures(const Value& mapping, const VerbRule& rule,
                                   const Reading& reading) {
  std::vector<Capture> captures;
  if (!mapping.is_object() || mapping.members().empty())
    reading.report("wrong-type", "\"capture\" must be a mapping: a name and a result field",
                   mapping);
  for (const Value::Member& member : mapping.members()) {
    const Reading below = reading.below(member.key);
    Capture capture{.name = member.key, .where = below.place(member.value)};
    if (member.value.is_text()) {
      capture.field = member.value.as_text();
    } else {
      Reader reader(member.value, reading.file, below.pointer, reading.findings);
      check_keys(reader, capture_keys(), reading.findings);
      reader.finish();
      capture.field = member.value.find("from") ? member.value.find("from")->as_text() : "";
      capture.secret = member.value.find("secret") && member.value.find("secret")->as_bool();
      if (const Value* filters = member.value.find("filter")) {
        check_filters(*filters, below.below("filter"));
        capture.filters = filters->items();
      }
    }
    if (capture.field.empty()) continue;
    check_field(capture.field, rule, member.value, below);
    captures.push_back(std::move(capture));
  }
  return captures;
}

void load_schemas(Value& wanted, const Reading& reading) {
  if (!wanted.is_object()) return;
  for (Value::Member& member : wanted.members()) {
    const Reading below = reading.below(member.key);
    const bool nests = member.key == "not" || member.key == "all" || member.key == "any";
    if (nests) load_schemas(member.value, below);
    if (member.key != "schema" || !member.value.is_text()) continue;
    const std::string path = reading.path_of(member.value.as_text());
    const auto text = below.text_of(path, member.value);
    if (!text) continue;
    auto schema = path.ends_with(".json") ? parse_json(*text, path) : parse_one_yaml(*text, path);
    if (!schema) {
      reading.findings.push_back({.rule = schema.error().code,
                                  .message = schema.error().what,
                                  .where = schema.error().where,
                                  .hint = schema.error().seen});
      continue;
    }
    if (const auto problem = schema_problem(*schema)) {
      reading.findings.push_back({.rule = problem->code,
                                  .message = problem->what,
                                  .where = {path, problem->where.mark},
                                  .hint = problem->hint});
      continue;
    }
    const Mark mark = member.value.mark;
    member.value = std::move(*schema);
    member.value.mark = mark;
  }
}

}  // namespace gonogo
