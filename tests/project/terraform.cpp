// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/terraform.h"

#include <doctest/doctest.h>

#include "emulator/io/document.h"

using namespace gonogo;

namespace {

Result<TerraformFacts> facts_of(const std::string& text) {
  const auto value = parse_json(text, "t.json");
  REQUIRE(value);
  return terraform_facts_of(*value, "t.json");
}

}  // namespace

TEST_CASE("a raw state has serial and lineage; what `terraform show` prints has neither") {
  const auto raw = facts_of(R"({"version":4,"serial":41,"lineage":"3f2a-11","resources":[]})");
  REQUIRE(raw);
  CHECK(raw->kind == "state");
  CHECK(raw->serial == 41);
  CHECK(raw->lineage == "3f2a-11");
  const auto shown = facts_of(R"({"format_version":"1.0","values":{"root_module":{}}})");
  REQUIRE(shown);
  CHECK(shown->kind == "state");
  CHECK_FALSE(shown->serial);
  CHECK(facts_of(R"({"format_version":"0.1"})")->kind == "state");
  CHECK(facts_of(R"({"format_version":"1.2","planned_values":{}})")->kind == "plan");
  // -refresh-only without drift has no planned change
  CHECK(facts_of(R"({"format_version":"1.2","resource_changes":[]})")->kind == "plan");
}

TEST_CASE("what is neither is refused") {
  for (const char* text :
       {"{}", "[]", R"({"version":3,"serial":1,"lineage":"x"})", R"({"version":4,"lineage":"x"})",
        R"({"version":4,"serial":1})", R"({"version":4,"serial":"1","lineage":"x"})",
        R"({"format_version":"2.0","values":{}})"}) {
    CAPTURE(std::string(text));
    const auto facts = facts_of(text);
    REQUIRE_FALSE(facts);
    CHECK(facts.error().code == "not-terraform");
  }
}
