// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/regex.h"

#include <doctest/doctest.h>

using namespace gonogo;

TEST_CASE("a pattern is found anywhere, with its groups") {
  struct Row {
    std::string text;
    std::string pattern;
    std::optional<std::vector<std::string>> groups;
  };
  const Row rows[] = {{"order 42 paid", "([a-z]+) (\\d+)", {{"order 42", "order", "42"}}},
                      {"order 42 paid", "^42", std::nullopt},
                      {"order 42 paid", "paid$", {{"paid"}}},
                      {"b", "(a)?b", {{"b", ""}}},
                      {"", "", {{""}}},
                      {"x", "", {{""}}},
                      {"", "x", std::nullopt},
                      {"one\ntwo", "^two", std::nullopt},
                      {"one\ntwo", "(?m)^two", {{"two"}}},
                      {"ÄÖ", "^..$", {{"ÄÖ"}}},
                      {std::string("a\0b", 3), "a.b", {{std::string("a\0b", 3)}}}};
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CAPTURE(row.pattern);
    const auto found = search(row.text, row.pattern);
    REQUIRE(found);
    CHECK(*found == row.groups);
  }
}

TEST_CASE("a pattern that RE2 refuses is told") {
  for (const std::string pattern : {"(", "[", "a**", "(?=a)", "(a)\\1"}) {
    CAPTURE(pattern);
    const auto found = search("a", pattern);
    REQUIRE_FALSE(found);
    CHECK(found.error().code == "bad-pattern");
    CHECK(found.error().what == "the pattern \"" + pattern + "\" is refused");
    CHECK_FALSE(found.error().seen.empty());
  }
}

TEST_CASE("a pattern made to be slow is not") {
  const auto found = search(std::string(100'000, 'a') + "b", "^(a+)+$");
  REQUIRE(found);
  CHECK_FALSE(found->has_value());
}
