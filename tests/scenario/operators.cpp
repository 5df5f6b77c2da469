// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/operators.h"

#include <doctest/doctest.h>

#include "emulator/io/document.h"

using namespace gonogo;

namespace {

struct Row {
  std::string actual;  // JSON; "-" is missing
  std::string wanted;  // JSON
  bool holds;
  bool applies = true;
};

Judgement judged(const Row& row, FieldKind kind = FieldKind::plain) {
  const Value wanted = *parse_json(row.wanted, "wanted");
  std::optional<Value> actual;
  if (row.actual != "-") actual = *parse_json(row.actual, "actual");
  return judge(actual, wanted, {.now = WallTime{}, .kind = kind});
}

void check_rows(const std::vector<Row>& rows, FieldKind kind = FieldKind::plain) {
  for (const Row& row : rows) {
    INFO(row.actual, "   ", row.wanted);
    const Judgement judgement = judged(row, kind);
    CHECK(judgement.holds == row.holds);
    CHECK(judgement.applies == row.applies);
  }
}

}  // namespace

// clang-format off
TEST_CASE("a literal means equal: numbers by value, text never a number, null never missing") {
  check_rows({
      {"1", "1", true}, {"1", "1.0", true}, {"1", "\"1\"", false}, {"\"1\"", "1", false},
      {"null", "null", true}, {"-", "null", false, false}, {"false", "null", false}, {"0", "false", false},
      {"[1,2]", "[1,2]", true}, {"[2,1]", "[1,2]", false}, {"{\"a\":1,\"b\":2}", "{\"eq\":{\"b\":2,\"a\":1}}", true},
      {"{\"a\":1,\"b\":2}", "{\"eq\":{\"a\":1}}", false}, {"\"a\"", "\"A\"", false},
  });
}

TEST_CASE("every operator holds on what it should and on nothing else") {
  check_rows({
      {"3", "{\"eq\":3}", true}, {"3", "{\"not\":4}", true}, {"3", "{\"not\":3}", false},
      {"3", "{\"not\":{\"gt\":5}}", true}, {"3", "{\"not\":{\"gt\":1}}", false},
      {"3", "{\"not\":{\"gt\":1,\"lt\":3}}", true},
      {"3", "{\"lt\":4}", true}, {"3", "{\"lt\":3}", false}, {"3", "{\"le\":3}", true}, {"3", "{\"le\":2.9}", false},
      {"3", "{\"gt\":2}", true}, {"3", "{\"gt\":3}", false}, {"3", "{\"ge\":3}", true}, {"3", "{\"ge\":3.1}", false},
      {"\"2026-01-02\"", "{\"gt\":\"2026-01-01\"}", true}, {"\"a\"", "{\"gt\":\"b\"}", false},
      {"\"already entered\"", "{\"contains\":\"already\"}", true}, {"\"entered\"", "{\"contains\":\"already\"}", false},
      {"[1,\"x\"]", "{\"contains\":\"x\"}", true}, {"[1,\"x\"]", "{\"contains\":\"1\"}", false},
      {"{\"a\":1}", "{\"contains\":\"a\"}", true}, {"{\"a\":1,\"b\":2}", "{\"contains\":{\"a\":1}}", true}, {"{\"a\":1}", "{\"contains\":{\"a\":2}}", false},
      {"\"abc\"", "{\"starts_with\":\"ab\"}", true}, {"\"abc\"", "{\"starts_with\":\"bc\"}", false},
      {"\"abc\"", "{\"ends_with\":\"bc\"}", true}, {"\"abc\"", "{\"ends_with\":\"ab\"}", false},
      {"\"abc\"", "{\"matches\":\"^a.c$\"}", true}, {"\"xabc\"", "{\"matches\":\"bc\"}", true}, {"\"abd\"", "{\"matches\":\"^a.c$\"}", false},
      {"null", "{\"exists\":true}", true}, {"1", "{\"exists\":false}", false},
      {"\"åb\"", "{\"size\":2}", true}, {"[1,2,3]", "{\"size\":{\"ge\":3}}", true}, {"{\"a\":1}", "{\"size\":2}", false}, {"[1]", "{\"count\":1}", true},
      {"\"\"", "{\"empty\":true}", true}, {"[]", "{\"empty\":true}", true}, {"{}", "{\"empty\":false}", false}, {"[1]", "{\"empty\":false}", true},
      {"\"a\"", "{\"one_of\":[\"a\",\"b\"]}", true}, {"\"c\"", "{\"one_of\":[\"a\",\"b\"]}", false}, {"1", "{\"one_of\":[\"1\"]}", false},
      {"[1,2]", "{\"all\":{\"gt\":0}}", true}, {"[1,0]", "{\"all\":{\"gt\":0}}", false}, {"[1,1]", "{\"all\":1}", true},
      {"[1,0]", "{\"any\":0}", true}, {"[1,2]", "{\"any\":{\"gt\":2}}", false}, {"[]", "{\"any\":1}", false},
      {"5", "{\"gt\":1,\"lt\":9}", true}, {"5", "{\"gt\":1,\"lt\":5}", false},
  });
}

TEST_CASE("types") {
  check_rows({
      {"\"a\"", "{\"type\":\"string\"}", true}, {"1", "{\"type\":\"string\"}", false},
      {"1.5", "{\"type\":\"number\"}", true}, {"1", "{\"type\":\"number\"}", true}, {"\"1\"", "{\"type\":\"number\"}", false},
      {"1", "{\"type\":\"integer\"}", true}, {"1.5", "{\"type\":\"integer\"}", false},
      {"true", "{\"type\":\"boolean\"}", true}, {"1", "{\"type\":\"boolean\"}", false},
      {"null", "{\"type\":\"null\"}", true}, {"0", "{\"type\":\"null\"}", false},
      {"[]", "{\"type\":\"array\"}", true}, {"{}", "{\"type\":\"array\"}", false}, {"{}", "{\"type\":\"object\"}", true},
      {"\"2026-02-28\"", "{\"type\":\"date\"}", true}, {"\"2026-02-30\"", "{\"type\":\"date\"}", false},
      {"\"2026-02-28T10:11:12.5+02:00\"", "{\"type\":\"date\"}", true}, {"\"28.2.2026\"", "{\"type\":\"date\"}", false},
      {"\"6ba7b810-9dad-11d1-80b4-00c04fd430c8\"", "{\"type\":\"uuid\"}", true}, {"\"6ba7b810\"", "{\"type\":\"uuid\"}", false},
      {"\"https://a.example/x?y\"", "{\"type\":\"url\"}", true}, {"\"a.example\"", "{\"type\":\"url\"}", false}, {"\"http:///x\"", "{\"type\":\"url\"}", false},
      {"\"ada@example.com\"", "{\"type\":\"email\"}", true}, {"\"ada@localhost\"", "{\"type\":\"email\"}", false}, {"\"a b@example.com\"", "{\"type\":\"email\"}", false},
  });
}

TEST_CASE("on a missing value only exists: false holds") {
  check_rows({
      {"-", "{\"exists\":false}", true}, {"-", "{\"exists\":true}", false},
      {"-", "{\"not\":1}", false, false}, {"-", "{\"empty\":true}", false, false}, {"-", "{\"one_of\":[null]}", false, false},
      {"-", "{\"not\":{\"exists\":true}}", false, false}, {"-", "{\"exists\":false,\"eq\":1}", false, false},
      {"-", "{\"empty\":false}", false, false}, {"-", "{\"not\":false}", false, false},
      {"-", "{\"type\":\"null\"}", false, false}, {"-", "{\"filter\":[\"trim\"],\"exists\":false}", true},
  });
}

TEST_CASE("what does not apply holds neither by itself nor under not") {
  check_rows({
      {"\"5\"", "{\"lt\":9}", false, false}, {"\"5\"", "{\"not\":{\"lt\":3}}", false, false},
      {"\"119.00\"", "{\"lt\":\"20.00\"}", false, false}, {"7", "{\"not\":{\"contains\":\"x\"}}", false, false},
      {"7", "{\"not\":{\"matches\":\"x\"}}", false, false}, {"7", "{\"not\":{\"size\":1}}", false, false},
      {"[]", "{\"all\":1}", false, false}, {"[]", "{\"not\":{\"all\":1}}", false, false},
      {"[\"a\"]", "{\"not\":{\"any\":{\"lt\":1}}}", false, false},
      {"\"a\"", "{\"contains\":\"\"}", false, false}, {"\"a\"", "{\"matches\":\"\"}", false, false}, {"\"a\"", "{\"matches\":\".*\"}", false, false},
      {"\"a\"", "{\"matches\":\"b*\"}", false, false}, {"\"a\"", "{\"matches\":\"^b*\"}", false, false}, {"\"a\"", "{\"not\":{\"matches\":\"x|\"}}", false, false},
      {"\"\"", "{\"matches\":\"^b*$\"}", true}, {"\"a\"", "{\"matches\":\".\"}", true}, {"\"a\"", "{\"starts_with\":\"\"}", false, false},
      {"\"x\"", "{\"filter\":[\"to_int\"],\"not\":5}", false, false},
  });
}

TEST_CASE("a status may be a class or a list; a text beside a number is never meant") {
  check_rows({
      {"204", "\"2xx\"", true}, {"404", "\"2xx\"", false}, {"404", "[200,\"4xx\"]", true}, {"500", "[200,\"4xx\"]", false},
      {"500", "{\"not\":\"2xx\"}", true}, {"200", "{\"not\":\"2xx\"}", false}, {"200", "{\"not\":\"500\"}", false, false},
      {"200", "\"200\"", false, false},
  }, FieldKind::status);
  check_rows({{"120", "{\"lt\":\"500ms\"}", true}, {"600", "{\"lt\":\"0.5s\"}", false}, {"120", "{\"lt\":\"soon\"}", false, false}},
             FieldKind::duration);
  check_rows({{"0", "{\"not\":\"1\"}", false, false}, {"0", "{\"not\":1}", true}}, FieldKind::number);
}

TEST_CASE("filters stand before the operators") {
  check_rows({
      {"\"119.00\"", "{\"filter\":[\"to_number\"],\"gt\":20}", true},
      {"\"a,b\"", "{\"filter\":[{\"split\":\",\"},{\"nth\":1}],\"eq\":\"b\"}", true},
      {"[3,1]", "{\"filter\":[\"count\"],\"eq\":2}", true},
  });
}
// clang-format on
