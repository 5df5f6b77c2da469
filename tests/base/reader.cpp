// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/reader.h"

#include <doctest/doctest.h>

using namespace gonogo;

namespace {

Value marked(Value value, int line, int column) {
  value.mark = {line, column};
  return value;
}

Value sample() {
  return Value::object({{"name", marked("app", 1, 9), {1, 3}},
                        {"count", marked(3, 2, 9), {2, 3}},
                        {"on", marked(true, 3, 9), {3, 3}},
                        {"wait", marked("1h30m", 4, 9), {4, 3}},
                        {"list", marked(Value::Array{"a", 1}, 5, 9), {5, 3}},
                        {"none", marked(Value(), 6, 9), {6, 3}}});
}

}  // namespace

TEST_CASE("each accessor reads its kind without a finding") {
  const Value value = sample();
  Findings findings;
  Reader reader(value, "f.yaml", "/x", findings);
  CHECK(reader.text("name") == "app");
  CHECK(reader.integer("count") == 3);
  CHECK(reader.flag("on") == true);
  CHECK(reader.duration("wait") == Milliseconds(5'400'000));
  CHECK(reader.scalar("count") == "3");
  CHECK(reader.scalar("on") == "true");
  CHECK(reader.has("none"));
  CHECK_FALSE(reader.text("none"));
  CHECK_FALSE(reader.text("absent"));
  CHECK(findings.empty());
}

TEST_CASE("another kind is a finding at the value's place, and reads as absent") {
  const Value value = sample();
  struct Row {
    const char* name;
    void (*read)(Reader&);
    int line;
  };
  const Row rows[] = {
      {"text", [](Reader& r) { CHECK_FALSE(r.text("count")); }, 2},
      {"integer", [](Reader& r) { CHECK_FALSE(r.integer("name")); }, 1},
      {"flag", [](Reader& r) { CHECK_FALSE(r.flag("name")); }, 1},
      {"duration", [](Reader& r) { CHECK_FALSE(r.duration("count")); }, 2},
      {"mapping", [](Reader& r) { CHECK(r.mapping("list") == nullptr); }, 5},
      {"list", [](Reader& r) { CHECK(r.list("name") == nullptr); }, 1},
      {"texts", [](Reader& r) { CHECK(r.texts("list").size() == 1); }, 5},
  };
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Findings findings;
    Reader reader(value, "f.yaml", "/x", findings);
    row.read(reader);
    REQUIRE(findings.size() == 1);
    CHECK(findings[0].rule == "wrong-type");
    CHECK(findings[0].where.file == "f.yaml");
    CHECK(findings[0].where.mark == Mark{row.line, 9});
    CHECK(findings[0].where.pointer == (row.line == 5   ? "/x/list"
                                        : row.line == 2 ? "/x/count"
                                                        : "/x/name"));
  }
}

TEST_CASE("a choice outside of what is allowed lists what is") {
  const Value value = Value::object({{"kind", "eagre"}});
  Findings findings;
  Reader reader(value, "f", "", findings);
  CHECK_FALSE(reader.choice("kind", {"eager", "exact"}));
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message ==
        "\"kind\" must be one of eager, exact, but is \"eagre\"; did you mean \"eager\"?");
}

TEST_CASE("a missing key and keys nobody asked for are reported") {
  const Value value = Value::object({{"nmae", marked("x", 1, 7), {1, 1}}});
  Findings findings;
  Reader reader(value, "f", "", findings);
  CHECK_FALSE(reader.require("name"));
  reader.finish();
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].rule == "missing-key");
  CHECK(findings[1].rule == "unknown-key");
  CHECK(findings[1].message == "unknown key \"nmae\"; did you mean \"name\"?");
  CHECK(findings[1].where.mark == Mark{1, 1});
  CHECK(has_errors(findings));
}

TEST_CASE("what is no mapping at all is one finding") {
  const Value value("text");
  Findings findings;
  Reader reader(value, "f", "/a", findings);
  CHECK_FALSE(reader.text("x"));
  reader.finish();
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].message == "must be a mapping, but is text");
}
