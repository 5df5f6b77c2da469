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
      {"base64, second in a text", "pa55word",  "eHBhNTV3b3Jk",             "eH***"},
      {"base64, third in a text", "pa55word",   "eHlwYTU1d29yZA==",         "eHl***=="},
      {"base64, a text goes on",  "pa55word",   "cGE1NXdvcmQ7eA==",         "***7eA=="},
      {"base64 over lines",       "pa55word",   "cGE1NX\ndvcmQ=",           "***="},
      {"other case",              "pa55word",   "PA55Word",                 "***"},
      {"hexadecimal",             "pa55word",   "706135 35776F 7264",       "***"},
      {"a dump",                  "pa55word",   "70 61 35 35\n  77 6f 72 64", "***"},
      {"over lines",              "pa55word",   "pa55\n   word",            "***"},
      {"over lines in JSON",      "pa55word",   "\"pa55\\nword\"",         "\"***\""},
      {"in a form",               "pa 55 word", "p=pa+55+word&x",           "p=***&x"},
      {"in JSON, a slash",        "pass/word",  "pass\\/word",             "***"},
      {"in JSON, a line end",     "pass\nword", "pass\\nword",             "***"},
      {"in HTML by name",         "pass<\"&'>", "pass&lt;&quot;&amp;&#39;&gt; pass&lt;&quot;&amp;&apos;&gt;", "*** ***"},
      {"over lines of a log",     "pa55word",   "2026-11-25T13:09:53.2Z a/b out pa55\n2026-11-25T13:09:53.3Z a/b err word!", "2026-11-25T13:09:53.2Z a/b out ***!"},
      {"where a text is cut off", "pa55word",   "x pa55w… (7 of 90 bytes)", "x ***… (7 of 90 bytes)"},
      {"a line of a key",         "-----BEGIN-----\nMIIBVgIBADANBgkq\n-----END-----", "x MIIBVgIBADANBgkq", "x ***"},
      {"a short one in base64",   "abc",        "YWJj xYWJj",               "*** xYWJj"},
      {"in a URL",                "p@ss/word",  "//u:p%40ss%2Fword@h",      "//u:***@h"},
      {"in JSON",                 "pa\"ss\\w",  "{\"p\":\"pa\\\"ss\\\\w\"}", "{\"p\":\"***\"}"},
      {"in JSON in JSON",         "pa\"ss\\w",  "{\\\"p\\\":\\\"pa\\\\\\\"ss\\\\\\\\w\\\"}", "{\\\"p\\\":\\\"***\\\"}"},
      {"in JSON of a browser",    "p<ss>word",  "p\\u003Css>word",         "***"},
      {"in JSON of Go",           "p<&ss>word", "p\\u003c\\u0026ss\\u003eword", "***"},
      {"in JSON of Python",       "pässwörd€😀", "p\\u00e4ssw\\u00f6rd\\u20ac\\ud83d\\ude00", "***"},
      {"in JSON of .NET",         "p\"ss+ä'",   "p\\u0022ss\\u002B\\u00E4\\u0027", "***"},
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
