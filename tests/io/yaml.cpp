// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cmath>

#include "emulator/io/document.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

Value only(const std::string& text) {
  auto documents = parse_yaml(text, "t.yaml");
  REQUIRE_MESSAGE(documents, text);
  REQUIRE(documents->size() == 1);
  return documents->front();
}

}  // namespace

TEST_CASE("plain scalars are typed by the core schema of YAML 1.2") {
  struct Row {
    const char* text;
    Value value;
  };
  // clang-format off
  const Row rows[] = {
      {"no", "no"}, {"yes", "yes"}, {"on", "on"}, {"Off", "Off"}, {"y", "y"}, {"2026-11-24", "2026-11-24"},
      {"true", true}, {"True", true}, {"FALSE", false}, {"tRue", "tRue"},
      {"null", {}}, {"~", {}}, {"Null", {}}, {"nULL", "nULL"},
      {"12", 12}, {"-12", -12}, {"+12", 12}, {"0123", 123}, {"0x1F", 31}, {"0o17", 15}, {"-0x1F", "-0x1F"},
      {"1_000", "1_000"}, {"0b1", "0b1"}, {"1:30", "1:30"},
      {"9223372036854775807", Value(std::int64_t{9223372036854775807})},
      {"-9223372036854775808", Value(std::numeric_limits<std::int64_t>::min())},
      {"9223372036854775808", 9223372036854775808.0}, {"0x10000000000000000", 18446744073709551616.0},
      {"1.5", 1.5}, {".5", 0.5}, {"1.", 1.0}, {"1e3", 1000.0}, {"-1.5E-1", -0.15}, {"1e", "1e"}, {".", "."}, {"-", "-"},
      {"+.inf", std::numeric_limits<double>::infinity()}, {"-.Inf", -std::numeric_limits<double>::infinity()}, {"inf", "inf"},
      {"\"12\"", "12"}, {"'true'", "true"}, {"\"\"", ""}, {"!!str 12", "12"}, {"!!int 12", 12}, {"!!float 12", 12.0},
      {"! 12", "12"}, {"1.2.3", "1.2.3"}, {"12 apples", "12 apples"},
  };
  // clang-format on
  for (const Row& row : rows) {
    CAPTURE(row.text);
    // "-" alone would be a list item.
    const Value value =
        std::string(row.text) == "-" ? Value("-") : only("a: " + std::string(row.text));
    const Value& read = value.is_object() ? *value.find("a") : value;
    CHECK(read == row.value);
    CHECK(read.kind_name() == row.value.kind_name());
  }
  CHECK(std::isnan(only("a: .NaN").find("a")->as_number()));
}

TEST_CASE("each node of YAML knows where it stands") {
  const Value value =
      only("# c\nname: é x\nlist:\n  - {é: 1, k: 2}\n  - |\n    text\nlast:\nnext: 1\n");
  CHECK(value.mark == Mark{2, 1});
  CHECK(value.members()[0].mark == Mark{2, 1});
  CHECK(value.find("name")->mark == Mark{2, 7});
  const Value& list = *value.find("list");
  CHECK(list.mark == Mark{4, 3});
  CHECK(list.items()[0].mark == Mark{4, 5});
  CHECK(list.items()[0].members()[1].mark == Mark{4, 12});
  CHECK(list.items()[0].find("k")->mark == Mark{4, 15});
  CHECK(list.items()[1].mark == Mark{5, 5});
  CHECK(list.items()[1].as_text() == "text\n");
  CHECK(value.find("last")->is_null());
  CHECK(value.find("last")->mark == Mark{7, 1});
  CHECK(value.members()[3].mark == Mark{8, 1});
}

TEST_CASE("line breaks of either kind give the same values") {
  const std::string text = "a: |\n  x\n  y\nb: [1,\n 2]\n";
  std::string dos;
  for (const char c : text) dos += c == '\n' ? std::string("\r\n") : std::string(1, c);
  CHECK(only(dos) == only(text));
  CHECK(only(dos).find("b")->mark == Mark{4, 4});
}

TEST_CASE("a stream may hold any number of documents") {
  CHECK(parse_yaml("", "t")->empty());
  CHECK(parse_yaml("# only a comment\n", "t")->empty());
  CHECK(parse_yaml("a: 1\n---\nb: 2\n", "t")->size() == 2);
  CHECK(parse_yaml("---\na: 1\n...\nb: 2\n", "t")->size() == 2);
  CHECK(parse_yaml("%YAML 1.2\n---\na: 1\n", "t")->size() == 1);
  CHECK(parse_yaml("\xEF\xBB\xBF"
                   "a: 1",
                   "t")
            ->front()
            .find("a")
            ->as_integer() == 1);
}

TEST_CASE("an alias stands for what its anchor names") {
  const Value value = only("a: &x {k: [1, 2]}\nb: *x\nc: &y text\n*y : 3\n");
  CHECK(*value.find("b") == *value.find("a"));
  CHECK(value.find("b")->mark == Mark{2, 4});
  CHECK(value.find("text")->as_integer() == 3);
}

TEST_CASE("a merge key is a key like any other") {
  CHECK(only("a: &x {k: 1}\nb: {<<: *x}\n").find("b")->find("<<")->find("k")->as_integer() == 1);
}

TEST_CASE("what is no YAML that can be read is refused with its place") {
  const char* const texts[] = {
      "a: 1\nb: 2\na: 3\n",
      "a: [1, 2\n",
      "a: b: c\n",
      "\ta: 1\n",
      "  a: 1\nb: 2\n",
      "{a: 1} trailing\n",
      "a\n...\n,b\n",
      "? [a, b]\n: 1\n",
      "~: 1\n",
      "a: !reference x\n",
      "a: !!int text\n",
      "a: !!map [1]\n",
      "a: &x [*x]\n",
      "a: *nowhere\n",
      "\xFF\xFE\x61",
  };
  std::string all;
  for (const char* text : texts) {
    const auto documents = parse_yaml(text, "t.yaml");
    REQUIRE_MESSAGE(!documents, std::string(text));
    const bool known =
        documents.error().code == "bad-yaml" || documents.error().code == "duplicate-key";
    CHECK(known);
    all += to_text(documents.error());
  }
  CHECK(test::golden("io/bad_yaml", all));
}

TEST_CASE("a page of aliases can't fill the memory") {
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 12; ++i) {
    const std::string from = "*a" + std::to_string(i - 1);
    const std::string name = "a" + std::to_string(i);
    bomb += name + ": &" + name + " [" + from;
    for (int n = 1; n < 10; ++n) bomb += ", " + from;
    bomb += "]\n";
  }
  const auto documents = parse_yaml(bomb, "t");
  REQUIRE_FALSE(documents);
  CHECK(documents.error().what == "the text stands for more than 1,000,000 values");
}

TEST_CASE("YAML that nobody wrote by hand is not read for minutes") {
  const auto documents = parse_yaml(std::string(9U << 20U, ' '), "t");
  REQUIRE_FALSE(documents);
  CHECK(documents.error().what == "the text is longer than 8 MiB");
}

TEST_CASE("YAML that nests too deep is refused") {
  CHECK_FALSE(parse_yaml(std::string(300, '[') + std::string(300, ']'), "t"));
  const auto deep = parse_yaml(std::string(100'000, '['), "t");
  REQUIRE_FALSE(deep);
  CHECK(deep.error().what == "values nest deeper than can be read");
  CHECK(deep.error().where.mark.line == 1);
}

TEST_CASE("a file's name decides how it is read") {
  const test::TemporaryFolder folder;
  CHECK(read_document(folder.write("a.yaml", "a: no\n"))->find("a")->as_text() == "no");
  CHECK(read_document(folder.write("a.json", "{\"a\": 1}"))->find("a")->as_integer() == 1);
  CHECK(read_document(folder.write("b.json", "a: 1")).error().code == "bad-json");
  const auto two = read_document(folder.write("two.yaml", "a: 1\n---\nb: 1\n"));
  REQUIRE_FALSE(two);
  CHECK(two.error().seen == "2 documents");
  CHECK(read_document(folder.path() + "/nowhere.yaml").error().code == "no-such-file");
}
