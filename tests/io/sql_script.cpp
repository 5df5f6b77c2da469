// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/sql_script.h"

#include <doctest/doctest.h>

#include "emulator/io/mysql.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

// "line: text" of each statement.
std::vector<std::string> statements(const std::string& script) {
  const auto split = split_sql(script, "t.sql");
  REQUIRE_MESSAGE(split, script);
  std::vector<std::string> lines;
  for (const SqlStatement& statement : *split)
    lines.push_back(std::to_string(statement.line) + ": " + statement.text);
  return lines;
}

}  // namespace

TEST_CASE("a script is split as the mysql client does") {
  struct Row {
    std::string name;
    std::string script;
    std::vector<std::string> wanted;
  };
  const Row rows[] = {
      {"nothing", "", {}},
      {"blanks and delimiters", " ;\n;; ", {}},
      {"two on a line", "a; b;", {"1: a", "1: b"}},
      {"the last without delimiter", "a;\nb", {"1: a", "2: b"}},
      {"lines", "\n\na\n b\n;\n c;", {"3: a\n b", "6: c"}},
      {"carriage returns", "a;\r\nb;\r\n", {"1: a", "2: b"}},
      {"byte order mark",
       "\xEF\xBB\xBF"
       "a;",
       {"1: a"}},
      {"delimiter in quotes", "a ';' \";\" `;`; b", {"1: a ';' \";\" `;`", "1: b"}},
      {"doubled quote", "a 'it''s;'; b", {"1: a 'it''s;'", "1: b"}},
      {"escaped quote", "a 'it\\'s;'; b", {"1: a 'it\\'s;'", "1: b"}},
      {"escaped backslash", "a '\\\\'; b", {"1: a '\\\\'", "1: b"}},
      {"no escape in backticks", "a `\\`; b", {"1: a `\\`", "1: b"}},
      {"lines within quotes", "a '\n;\n'; b", {"1: a '\n;\n'", "3: b"}},
      {"comment before", "-- x;\n# y;\n/* z;\n*/ a;", {"4: a"}},
      {"only comments", "-- x\n/* y */", {}},
      {"comment within", "a -- x; '\n+ b; c", {"1: a -- x; '\n+ b", "2: c"}},
      {"comment at the end of the text", "a; --", {"1: a"}},
      {"two hyphens that are none", "a --1; b", {"1: a --1", "1: b"}},
      {"quote in a comment", "/* it's */ a; b", {"1: a", "1: b"}},
      {"executed comment", "/*!40101 SET x = ';' */; a", {"1: /*!40101 SET x = ';' */", "1: a"}},
      {"hint", "a /*+ x */ b;", {"1: a /*+ x */ b"}},
      {"delimiter changed and back",
       "DELIMITER //\na; b //\nc//\ndelimiter ;\nd; e",
       {"2: a; b", "3: c", "5: d", "5: e"}},
      {"delimiter of two characters", "DELIMITER $$ rest\nCREATE x; y $$", {"2: CREATE x; y"}},
      {"delimiter with a carriage return", "DELIMITER ;;\r\na;b;;\r\n", {"2: a;b"}},
      {"a name that begins like the command", "delimiter_x; a", {"1: delimiter_x", "1: a"}},
      {"the word within a statement",
       "select\ndelimiter //; a",
       {"1: select\ndelimiter //", "2: a"}}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    CHECK(statements(row.script) == row.wanted);
  }
}

TEST_CASE("what is never closed is told where it was opened") {
  struct Row {
    std::string script;
    int line;
    const char* what;
    const char* seen;
  };
  const Row rows[] = {{"a;\nb 'x;\nc", 2, "a quote is never closed", "'"},
                      {"a \"\n\n", 1, "a quote is never closed", "\""},
                      {"\n`a", 2, "a quote is never closed", "`"},
                      {"a '\\'", 1, "a quote is never closed", "'"},
                      {"a\n/* b;\n", 2, "a comment is never closed", "/*"},
                      {"/*! a", 1, "a comment is never closed", "/*"},
                      {"/*/", 1, "a comment is never closed", "/*"}};
  for (const Row& row : rows) {
    CAPTURE(row.script);
    const auto split = split_sql(row.script, "t.sql");
    REQUIRE_FALSE(split);
    CHECK(split.error().code == "bad-sql");
    CHECK(to_text(split.error().where) == "t.sql:" + std::to_string(row.line));
    CHECK(split.error().what == row.what);
    CHECK(split.error().seen == row.seen);
  }
}

TEST_CASE("placeholders are those outside of quotes and comments") {
  struct Row {
    std::string sql;
    std::vector<size_t> places;
  };
  const Row rows[] = {{"", {}},
                      {"?", {0}},
                      {"a = ? AND b = ?", {4, 14}},
                      {"'?' \"?\" `?` ?", {12}},
                      {"/* ? */ ? -- ?\n?", {8, 15}},
                      {"'it''s ?' ?", {10}},
                      {"# ?", {}}};
  for (const Row& row : rows) {
    CAPTURE(row.sql);
    CHECK(find_placeholders(row.sql) == row.places);
  }
}

TEST_CASE("why no database answers is told") {
  const test::TemporaryFolder folder;
  const auto none = connect_mysql({.url = "unix://" + folder.path() + "/none", .user = "u"});
  REQUIRE_FALSE(none);
  CHECK(none.error().code == "connection-failed");
  CHECK(none.error().what == "cannot connect to the database at unix://" + folder.path() + "/none");
  const auto long_path = connect_mysql({.url = "unix:///" + std::string(107, 'x')});
  REQUIRE_FALSE(long_path);
  CHECK(long_path.error().code == "connection-failed");
  CHECK(long_path.error().what == "the path of the database's socket must have at most 107 bytes");
}
