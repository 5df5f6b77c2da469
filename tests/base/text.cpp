// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"

#include <doctest/doctest.h>

using namespace gonogo;
using Texts = std::vector<std::string>;

TEST_CASE("a text is split at each separator, empty parts included") {
  CHECK(split("a,b,,c", ',') == Texts{"a", "b", "", "c"});
  CHECK(split("", ',') == Texts{""});
  CHECK(split(",", ',') == Texts{"", ""});
}

TEST_CASE("lines end with either line break, the last one needs none") {
  CHECK(split_lines("a\r\nb\n\nc") == Texts{"a", "b", "", "c"});
  CHECK(split_lines("a\n") == Texts{"a"});
  CHECK(split_lines("").empty());
}

TEST_CASE("parts are joined, blanks trimmed, texts replaced") {
  CHECK(join({"a", "b"}, ", ") == "a, b");
  CHECK(join({}, ", ").empty());
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim(" \n").empty());
  CHECK(replace_all("aaa", "a", "aa") == "aaaaaa");
  CHECK(replace_all("abc", "", "x") == "abc");
}

TEST_CASE("a glob matches whole texts") {
  struct Row {
    const char* pattern;
    const char* text;
    bool matches;
  };
  // clang-format off
  const Row rows[] = {
      {"*",           "",                  true},
      {"*/app:*",     "r.io/x/app:1",      true},
      {"*/app:*",     "r.io/x/app",        false},
      {"a?c",         "abc",               true},
      {"a?c",         "ac",                false},
      {"a*b*c",       "a-b-b-c",           true},
      {"a*b*c",       "a-c-b",             false},
      {"[a]",         "a",                 false},
      {"abc",         "abcd",              false},
      {"",            "",                  true},
  };
  // clang-format on
  for (const Row& row : rows) {
    CAPTURE(row.pattern);
    CAPTURE(row.text);
    CHECK(glob_matches(row.pattern, row.text) == row.matches);
  }
}

TEST_CASE("a typing error finds the word that was meant, a strange word none") {
  const Texts known = {"environment", "essential", "image"};
  CHECK(nearest("enviroment", known) == "environment");
  CHECK(nearest("Image", known) == "image");
  CHECK_FALSE(nearest("zzz", known));
  CHECK_FALSE(nearest("x", {}));
  CHECK(did_you_mean("imgae", known) == "; did you mean \"image\"?");
  CHECK(did_you_mean("zzz", known).empty());
}

TEST_CASE("a count has its noun in the right number") {
  CHECK(count_of(1, "scenario") == "1 scenario");
  CHECK(count_of(0, "scenario") == "0 scenarios");
  CHECK(count_of(2, "scenario") == "2 scenarios");
}

TEST_CASE("columns are as wide as their widest cell, counted in characters") {
  CHECK(aligned({{"é", "x"}, {"bbb", "y"}}, "  ") == "  é    x\n  bbb  y\n");
  CHECK(aligned({{"a", ""}}, "") == "a\n");
}

TEST_CASE("a slug has only lower-case letters, digits and single hyphens") {
  CHECK(slug("A customer: enters (once)!") == "a-customer-enters-once");
  CHECK(slug("--x--") == "x");
  CHECK(slug("!").empty());
}
