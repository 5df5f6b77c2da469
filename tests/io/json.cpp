// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "tests/support/golden.h"

using namespace gonogo;

TEST_CASE("each value and key of JSON knows where it stands") {
  const auto value =
      parse_json("{\n  \"é\" : [1,\n    {\"b\": \"x,:\\\" y\"}, true],\n \"c\": -2.5}", "t");
  REQUIRE(value);
  CHECK(value->mark == Mark{1, 1});
  REQUIRE(value->members().size() == 2);
  CHECK(value->members()[0].mark == Mark{2, 3});
  const Value& list = *value->find("é");
  CHECK(list.mark == Mark{2, 9});
  CHECK(list.items()[0].mark == Mark{2, 10});
  CHECK(list.items()[1].mark == Mark{3, 5});
  CHECK(list.items()[1].members()[0].mark == Mark{3, 6});
  CHECK(list.items()[1].find("b")->mark == Mark{3, 11});
  CHECK(list.items()[2].mark == Mark{3, 23});
  CHECK(value->members()[1].mark == Mark{4, 2});
  CHECK(value->find("c")->mark == Mark{4, 7});
}

TEST_CASE("JSON values keep their kinds") {
  struct Row {
    const char* text;
    const char* kind;
  };
  const Row rows[] = {{"null", "nothing"}, {"true", "true or false"},
                      {"7", "integer"},    {"-9223372036854775808", "integer"},
                      {"7.0", "number"},   {"9223372036854775808", "number"},
                      {"1e2", "number"},   {"\"\\u0000\"", "text"},
                      {"[]", "list"},      {"\xEF\xBB\xBF{}", "mapping"}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    const auto value = parse_json(row.text, "t");
    REQUIRE(value);
    CHECK(value->kind_name() == row.kind);
  }
}

TEST_CASE("what is no JSON is refused with place, excerpt and hint") {
  const char* const texts[] = {
      "",
      "{\"a\": 1,}",
      "[1 2]",
      "{\n  // why\n  \"a\": 1\n}",
      "{'a': 1}",
      "{\"a\": 1",
      "[1] x",
      "\"open",
      "\"bad \\x escape\"",
      "[01]",
      "[1e999]",
      "{\"a\": tru}",
      "[\"\xFF\"]",
      "{\"a\": 1, \"b\": {\"c\": 1,\n \"c\": 2}}",
  };
  std::string all;
  for (const char* text : texts) {
    const auto value = parse_json(text, "t.json");
    REQUIRE_FALSE(value);
    const bool known = value.error().code == "bad-json" || value.error().code == "duplicate-key";
    CHECK(known);
    all += to_text(value.error());
  }
  CHECK(test::golden("io/bad_json", all));
}

TEST_CASE("what is no UTF-8 is told with what it seems to be") {
  struct Row {
    std::string text;
    const char* told;
  };
  const Row rows[] = {{std::string("\xFF\xFE{\0}\0", 6), "1:1 the byte order mark of UTF-16"},
                      {std::string("\xFF\xFE\0\0{\0\0\0", 8), "1:1 the byte order mark of UTF-32"},
                      {std::string("{\0\"\0a\0", 6), "1:2 UTF-16 without its byte order mark"},
                      {"{\n \"a\": \"caf\xE9\"}", "2:11 the byte 0xE9"},
                      {std::string("{\n\0}", 4), "2:1 the byte 0x00"},
                      {"\x7F"
                       "ELF\x02",
                       nullptr}};
  for (const Row& row : rows) {
    const auto value = parse_json(row.text, "t.json");
    REQUIRE_FALSE(value);
    if (row.told == nullptr) continue;
    const Error& error = value.error();
    CHECK(std::to_string(error.where.mark.line) + ":" + std::to_string(error.where.mark.column) +
              " " + error.seen ==
          row.told);
  }
  CHECK(parse_json("\"caf\xC3\xA9 \xF0\x9F\x98\x80\"", "t"));
}

TEST_CASE("JSON that nests too deep is refused, at the edge it is not") {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  CHECK(parse_json(nested(200), "t"));
  CHECK_FALSE(parse_json(nested(201), "t"));
  CHECK_FALSE(parse_json(std::string(1'000'000, '['), "t"));
}

TEST_CASE("JSON is written on one line or indented, and reads as the same again") {
  const Value value = Value::object({{"a", Value::Array{1, 2.5, "x\n\"\\", Value(), true}},
                                     {"empty", Value::object()},
                                     {"none", Value::array()}});
  CHECK(to_json(value) == R"({"a":[1,2.5,"x\n\"\\",null,true],"empty":{},"none":[]})");
  CHECK(to_json(value, 2) ==
        "{\n  \"a\": [\n    1,\n    2.5,\n    \"x\\n\\\"\\\\\",\n    null,\n    true\n  ],\n"
        "  \"empty\": {},\n  \"none\": []\n}");
  CHECK(*parse_json(to_json(value, 2), "t") == value);
  CHECK(to_json(Value(1.0)) == "1.0");
}

TEST_CASE("bytes that are no UTF-8 are written as the replacement character") {
  CHECK(to_json(Value("a\xFF"
                      "b")) == "\"a\uFFFDb\"");
  CHECK(to_json(Value::object({{"\xC3", 1}})) == "{\"\uFFFD\":1}");
}
