// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/secret.h"

#include <doctest/doctest.h>

using namespace gonogo;

TEST_CASE("a secret is masked in each form that it may be printed in") {
  struct Row {
    const char* name;
    const char* secret;
    const char* text;
    const char* redacted;
  };
  // clang-format off
  const Row rows[] = {
      {"as it is",                "pa55word",   "x=pa55word;",              "x=***;"},
      {"twice",                   "pa55word",   "pa55wordpa55word",         "******"},
      {"base64",                  "pa55word",   "cGE1NXdvcmQ=",             "***="},
      {"in a URL",                "p@ss/word",  "//u:p%40ss%2Fword@h",      "//u:***@h"},
      {"in JSON",                 "pa\"ss\\w",  "{\"p\":\"pa\\\"ss\\\\w\"}", "{\"p\":\"***\"}"},
      {"in HTML",                 "pass<&>",    "pass&#60;&#38;&#62;",      "***"},
      {"a short one as a token",  "abc",        "p=abc, abcd, xabc, abc",   "p=***, abcd, xabc, ***"},
      {"none there",              "pa55word",   "nothing",                  "nothing"},
  };
  // clang-format on
  for (const Row& row : rows) {
    CAPTURE(row.name);
    Redactor redactor;
    redactor.add(Secret(row.secret));
    CHECK(redactor.redact(row.text) == row.redacted);
  }
}

TEST_CASE("a secret inside of another one leaves nothing behind") {
  Redactor redactor;
  redactor.add(Secret("secret"));
  redactor.add(Secret("secret-and-more"));
  CHECK(redactor.redact("secret-and-more secret") == "*** ***");
}

TEST_CASE("an empty secret masks nothing") {
  Redactor redactor;
  redactor.add(Secret(""));
  CHECK(redactor.empty());
  CHECK(redactor.redact("text") == "text");
}
