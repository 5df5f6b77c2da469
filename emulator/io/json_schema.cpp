// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/json_schema.h"

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
// Without it valijson ends the program where it can't go on.
#define VALIJSON_USE_EXCEPTIONS 1
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "emulator/base/text.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

using valijson::adapters::NlohmannJsonAdapter;

/// Where schemas stand below a keyword.
enum class Below { nothing, schema, schemas, named_schemas };

struct Keyword {
  std::string_view name;
  Below below = Below::nothing;
};

// https://json-schema.org/draft-07/json-schema-validation
constexpr Keyword keywords[] = {{"$schema"},
                                {"$id"},
                                {"id"},
                                {"$ref"},
                                {"$comment"},
                                {"title"},
                                {"description"},
                                {"default"},
                                {"examples"},
                                {"readOnly"},
                                {"writeOnly"},
                                {"type"},
                                {"enum"},
                                {"const"},
                                {"format"},
                                {"multipleOf"},
                                {"maximum"},
                                {"exclusiveMaximum"},
                                {"minimum"},
                                {"exclusiveMinimum"},
                                {"maxLength"},
                                {"minLength"},
                                {"pattern"},
                                {"maxItems"},
                                {"minItems"},
                                {"uniqueItems"},
                                {"maxProperties"},
                                {"minProperties"},
                                {"required"},
                                {"items", Below::schemas},
                                {"additionalItems", Below::schema},
                                {"contains", Below::schema},
                                {"not", Below::schema},
                                {"if", Below::schema},
                                {"then", Below::schema},
                                {"else", Below::schema},
                                {"propertyNames", Below::schema},
                                {"additionalProperties", Below::schema},
                                {"allOf", Below::schemas},
                                {"anyOf", Below::schemas},
                                {"oneOf", Below::schemas},
                                {"properties", Below::named_schemas},
                                {"patternProperties", Below::named_schemas},
                                {"definitions", Below::named_schemas},
                                {"$defs", Below::named_schemas},
                                {"dependencies", Below::named_schemas}};

constexpr size_t longest_matched = 20'000;  // std::regex, which valijson uses, recurses for each byte

Error bad_schema(std::string what, const Value& at, std::string hint = {}) {
  return {.code = "bad-schema",
          .what = std::move(what),
          .where = {.mark = at.mark},
          .hint = std::move(hint)};
}

const Keyword* find_keyword(std::string_view name) {
  for (const Keyword& keyword : keywords)
    if (keyword.name == name) return &keyword;
  return nullptr;
}

std::vector<std::string> keyword_names() {
  std::vector<std::string> names;
  for (const Keyword& keyword : keywords) names.emplace_back(keyword.name);
  return names;
}

std::optional<Error> value_problem(const std::string& keyword, const Value& value) {
  const std::string& text = value.as_text();
  if (keyword == "$schema" && text.find("draft-04") == std::string::npos &&
      text.find("draft-06") == std::string::npos && text.find("draft-07") == std::string::npos)
    return bad_schema("\"" + text + "\" is no draft that is known here", value,
                      "write it for draft-07");
  if (keyword == "format" && text != "date" && text != "time" && text != "date-time")
    return bad_schema("the format \"" + text + "\" would not be checked", value,
                      "use pattern, or the operator type beside schema");
  if (keyword == "$ref" && !text.starts_with('#'))
    return bad_schema("\"" + text + "\" lies in another document", value,
                      "put it under definitions: and write #/definitions/NAME");
  return std::nullopt;
}

std::optional<Error> keyword_problem(const Value& schema);

std::optional<Error> problem_below(const Value& value, Below below) {
  if (below == Below::nothing) return std::nullopt;
  if (below == Below::schema || value.is_object()) {
    if (below != Below::named_schemas) return keyword_problem(value);
    for (const Value::Member& member : value.members())
      if (auto problem = keyword_problem(member.value)) return problem;
  }
  for (const Value& item : value.items())
    if (auto problem = keyword_problem(item)) return problem;
  return std::nullopt;
}

std::optional<Error> keyword_problem(const Value& schema) {
  for (const Value::Member& member : schema.members()) {
    const Keyword* keyword = find_keyword(member.key);
    if (keyword == nullptr)
      return bad_schema("\"" + member.key +
                            "\" is no keyword of JSON Schema draft 7, and would not be checked" +
                            did_you_mean(member.key, keyword_names()),
                        member.value);
    if (auto problem = value_problem(member.key, member.value)) return problem;
    if (auto problem = problem_below(member.value, keyword->below)) return problem;
  }
  return std::nullopt;
}

nlohmann::json to_nlohmann(const Value& value) { return nlohmann::json::parse(to_json(value)); }

void parse_schema(const nlohmann::json& text, valijson::Schema& schema) {
  valijson::SchemaParser parser;
  parser.populateSchema(NlohmannJsonAdapter(text), schema);
}

bool has_long_text(const Value& value) {
  const auto inside = [](const auto& list, auto get) {
    return std::any_of(list.begin(), list.end(),
                       [&](auto& each) { return has_long_text(get(each)); });
  };
  return value.as_text().size() > longest_matched ||
         inside(value.items(), [](const Value& v) -> const Value& { return v; }) ||
         inside(value.members(), [](const Value::Member& m) -> const Value& { return m.value; });
}

std::vector<std::string> lines_of(valijson::ValidationResults& results) {
  std::vector<std::string> lines;
  valijson::ValidationResults::Error error;
  while (results.popError(error)) {
    std::string pointer;
    for (std::string part : error.context) {
      if (part == "<root>") continue;
      if (part.starts_with('[') && part.ends_with(']')) part = part.substr(1, part.size() - 2);
      pointer += "/" + part;
    }
    lines.push_back((pointer.empty() ? "the whole" : pointer) + ": " + error.description);
  }
  // The innermost say most; those around them only repeat that something below is wrong.
  std::stable_sort(lines.begin(), lines.end(), [](const std::string& a, const std::string& b) {
    return std::count(a.begin(), a.end(), '/') > std::count(b.begin(), b.end(), '/');
  });
  return lines;
}

}  // namespace

std::optional<Error> schema_problem(const Value& schema) {
  if (!schema.is_object())
    return bad_schema("a schema is a mapping, but this is " + std::string(schema.kind_name()),
                      schema);
  if (auto problem = keyword_problem(schema)) return problem;
  try {
    valijson::Schema parsed;
    parse_schema(to_nlohmann(schema), parsed);
  } catch (const std::exception& error) {
    return bad_schema(std::string("the schema can't be read: ") + error.what(), schema);
  }
  return std::nullopt;
}

Result<std::vector<std::string>> schema_violations(const Value& schema, const Value& document) {
  if (auto problem = schema_problem(schema)) return fail(std::move(*problem));
  if (has_long_text(document) && to_json(schema).find("\"pattern") != std::string::npos)
    return fail(bad_schema(
        "a text of more than 20000 bytes can't be matched against a pattern of a schema", schema));
  try {
    valijson::Schema parsed;
    const nlohmann::json schema_text = to_nlohmann(schema);
    parse_schema(schema_text, parsed);
    const nlohmann::json text = to_nlohmann(document);
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(parsed, NlohmannJsonAdapter(text), &results))
      return std::vector<std::string>{};
    auto lines = lines_of(results);
    if (lines.empty()) lines.emplace_back("the whole: not as the schema says");
    return lines;
  } catch (const std::exception& error) {
    return fail(bad_schema(std::string("the schema can't be used: ") + error.what(), schema));
  }
}

}  // namespace gonogo
