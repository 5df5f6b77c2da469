// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/value.h"

#include <doctest/doctest.h>

#include <cmath>

using namespace gonogo;

TEST_CASE("values are equal by content") {
  struct Row {
    const char* name;
    Value a;
    Value b;
    bool equal;
  };
  // clang-format off
  const Row rows[] = {
      {"an integer and its double",  1,                        1.0,                      true},
      {"text and number",            "1",                      1,                        false},
      {"nothing and false",          Value(),                  false,                    false},
      {"nothing and nothing",        Value(),                  nullptr,                  true},
      {"neighbours beyond 2^53",     Value(std::int64_t{9007199254740993}), Value(std::int64_t{9007199254740992}), false},
      {"lists in order",             Value::Array{1, 2},       Value::Array{1, 2},       true},
      {"lists out of order",         Value::Array{1, 2},       Value::Array{2, 1},       false},
      {"an empty list and mapping",  Value::array(),           Value::object(),          false},
      {"mappings in any order",      Value::object({{"a", 1}, {"b", 2}}), Value::object({{"b", 2}, {"a", 1.0}}), true},
      {"a member more",              Value::object({{"a", 1}}), Value::object({{"a", 1}, {"b", 2}}), false},
      {"another key",                Value::object({{"a", 1}}), Value::object({{"b", 1}}), false},
      {"numbers deep inside",        Value::Array{Value::object({{"a", 1}})}, Value::Array{Value::object({{"a", 1.0}})}, true},
  };
  // clang-format on
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK((row.a == row.b) == row.equal);
    CHECK((row.b == row.a) == row.equal);
  }
}

TEST_CASE("marks do not make values differ") {
  Value a(1);
  a.mark = {3, 4};
  CHECK(a == Value(1));
}

TEST_CASE("reading another kind than there is gives the empty value") {
  const Value text("x");
  CHECK(text.as_integer() == 0);
  CHECK(text.as_number() == 0.0);
  CHECK_FALSE(text.as_bool());
  CHECK(text.items().empty());
  CHECK(text.members().empty());
  CHECK(text.find("x") == nullptr);
  CHECK(Value(1).as_text().empty());
}

TEST_CASE("members keep their order, and setting one twice replaces it") {
  Value value;
  value.set("b", 1);
  value.set("a", 2);
  value.set("b", 3);
  REQUIRE(value.members().size() == 2);
  CHECK(value.members()[0].key == "b");
  CHECK(value.find("b")->as_integer() == 3);
  value.erase("b");
  CHECK(value.find("b") == nullptr);
}

TEST_CASE("pushing into nothing makes a list") {
  Value value;
  value.push("x");
  CHECK(value == Value(Value::Array{"x"}));
}

TEST_CASE("a pointer leads to its node, or to the nearest ancestor there is") {
  const Value root = Value::object(
      {{"a/b", Value::Array{1, Value::object({{"~", "deep"}})}}, {"0", "a key, no index"}});
  CHECK(nearest_node(root, "").is_object());
  CHECK(nearest_node(root, "/a~1b/1/~0").as_text() == "deep");
  CHECK(nearest_node(root, "/0").as_text() == "a key, no index");
  CHECK(nearest_node(root, "/a~1b/7/x").is_array());
  CHECK(nearest_node(root, "/nowhere").is_object());
  CHECK(pointer_token("a/b~") == "/a~1b~0");
}

TEST_CASE("numbers are compared by value, whole ones to the last digit") {
  const std::int64_t odd = 9007199254740993;  // 2^53 + 1, which no double is
  CHECK(Value(odd) == Value(odd));
  CHECK_FALSE(Value(odd) == Value(9007199254740992.0));
  CHECK(Value(std::int64_t{9007199254740992}) == Value(9007199254740992.0));
  CHECK(order_of(Value(odd), Value(9007199254740992.0)) == 1);
  CHECK(order_of(Value(1), Value(1.5)) == -1);
  const Value none(std::nan(""));
  CHECK_FALSE(none == none);
  CHECK_FALSE(none == Value(1));
  CHECK_FALSE(order_of(none, Value(1)));
}
