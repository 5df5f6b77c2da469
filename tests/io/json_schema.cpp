// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/json_schema.h"

#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/html.h"
#include "emulator/io/regex.h"
#include "emulator/io/xml.h"

using namespace gonogo;

namespace {

Value json(const std::string& text) { return parse_json(text, "").value_or(Value("no JSON")); }

std::string told(const std::string& schema, const std::string& document) {
  const auto found = schema_violations(json(schema), json(document));
  return found ? join(*found, "; ") : found.error().code;
}

}  // namespace

TEST_CASE("documents are held against schemas, and the place is told") {
  const std::string schema =
      R"({"$schema": "http://json-schema.org/draft-07/schema#", "type": "object", "required": ["id"],
    "properties": {"id": {"$ref": "#/definitions/id"}, "tags": {"type": "array", "items": {"type": "string", "pattern": "^[a-z]+$"}}},
    "additionalProperties": false, "definitions": {"id": {"type": "integer", "minimum": 1}}})";
  CHECK(told(schema, R"({"id": 1, "tags": ["a"]})") == "");
  CHECK(told(schema, R"({"id": 0})").starts_with("/id: "));
  CHECK(told(schema, R"({"id": 1, "tags": ["a", "B"]})").starts_with("/tags/1: "));
  CHECK(told(schema, R"({"tags": []})").starts_with("the whole: "));
  CHECK(told(schema, R"({"id": 1, "more": 2})") != "");
  CHECK(told(schema, "7") != "");
  CHECK(told(R"({"type": "integer"})", "1.5") != "");
}

TEST_CASE("what a schema says and nobody would check is refused") {
  for (const char* schema :
       {R"({"typ": "object"})", R"({"properties": {"a": {"unevaluatedProperties": false}}})",
        R"({"allOf": [{"prefixItems": []}]})", R"({"format": "uuid"})",
        R"({"$ref": "other.json#/a"})",
        R"({"$schema": "https://json-schema.org/draft/2020-12/schema"})", R"({"type": "sting"})",
        R"(["a"])", "7"}) {
    CAPTURE(schema);
    const auto problem = schema_problem(json(schema));
    REQUIRE(problem);
    CHECK(problem->code == "bad-schema");
  }
  // Names of properties are no keywords.
  CHECK_FALSE(schema_problem(json(
      R"({"properties": {"typ": {}, "format": {"type": "string"}}, "enum": [{"x": 1}], "required": ["typ"]})")));
}

TEST_CASE("a page becomes XML that XPath can be asked of") {
  const auto ask = [](const std::string& html, const std::string& path) {
    const auto page = html_as_xml(html);
    if (!page) return page.error().code;
    const auto found = select_xpath(*page, path);
    return found ? (*found ? to_json(**found) : "missing") : found.error().code;
  };
  CHECK(ask("<p>a<p>b", "//p") == R"(["a","b"])");
  CHECK(ask("<div @click='x' data-a=\"1 < 2 & 3\">&lt;b&gt; &amp;</div>",
            "string(//div/@data-a)") == R"("1 < 2 & 3")");
  CHECK(ask("<div>&lt;b&gt;</div><script>if (a < b) {}</script>", "string(//script)") ==
        R"("if (a < b) {}")");
  CHECK(ask("<svg><PATH d='x'/></svg>", "count(//path)") == "1");
  CHECK(ask("<p>\x01x", "string(//p)") == "\"\uFFFDx\"");
  CHECK(ask("<p>a", "//table") == "missing");
  CHECK(ask("<p>a", "//p[") == "bad-xpath");
  std::string deep;
  for (int i = 0; i < 150; ++i) deep += "<div>";
  CHECK(ask(deep + "<p>x", "//p") == R"(["x"])");
  for (int i = 0; i < 100; ++i) deep += "<div>";
  CHECK(ask(deep + "<p>x", "//p") == "bad-html");
  for (int i = 0; i < 100'000; ++i) deep += "<div>";
  CHECK(ask(deep + "<p>x", "//p") == "bad-html");
}

TEST_CASE("matches are replaced literally") {
  CHECK(replace_matches("a1b22", "[0-9]+", "\\1<n>").value_or("") == "a\\1<n>b\\1<n>");
  CHECK(replace_matches("a", "(", "x").error().code == "bad-pattern");
}
