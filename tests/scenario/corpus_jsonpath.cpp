// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "emulator/io/document.h"
#include "emulator/scenario/json_path.h"

using namespace gonogo;

namespace {

Value list_of(const std::vector<const Value*>& nodes) {
  Value list = Value::array();
  for (const Value* node : nodes) list.push(*node);
  return list;
}

bool agrees(const Value& test) {
  const auto path = parse_json_path(test.find("selector")->as_text());
  if (test.find("invalid_selector") != nullptr) return !path;
  if (!path) return false;
  const Value selected = list_of(path->select(*test.find("document")));
  if (const Value* result = test.find("result")) return selected == *result;
  const auto& results = test.find("results")->items();
  return std::find(results.begin(), results.end(), selected) != results.end();
}

}  // namespace

TEST_CASE("every case of the JSONPath compliance suite agrees") {
  const auto suite = read_document(std::string(GONOGO_CORPUS) + "/conformance/jsonpath/cts.json");
  REQUIRE(suite.has_value());
  const auto& tests = suite->find("tests")->items();
  CHECK(tests.size() >= 703);
  for (const Value& test : tests) {
    INFO(test.find("name")->as_text(), "   ", test.find("selector")->as_text());
    CHECK(agrees(test));
  }
}
