// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "tests/lint/rules.h"

using namespace gonogo;

namespace {

struct Row {
  std::string path;
  std::string text;
  std::string wanted;  ///< the violations, one a line
};

void check_rows(lint::Rule rule, const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    CAPTURE(row.path);
    CAPTURE(row.text);
    CHECK(join(rule({row.path, row.text}), "\n") == row.wanted);
  }
}

std::string include(const std::string& path) { return "#include \"" + path + "\"\n"; }

}  // namespace

TEST_CASE("an include to the right is seen") {
  const std::string report = include("emulator/report/html.h");
  check_rows(
      lint::check_direction,
      {{"emulator/verdict/a.cpp", "\n" + report,
        "emulator/verdict/a.cpp:2: emulator/report/html.h is to the right"},
       {"emulator/engine/linux/a.h", "#  include \"emulator/environment/orders.h\"",
        "emulator/engine/linux/a.h:1: emulator/environment/orders.h is to the right"},
       {"emulator/base/a.cpp", include("emulator/io/files.h"),
        "emulator/base/a.cpp:1: emulator/io/files.h is to the right"},
       {"emulator/report/a.cpp", report, ""},
       {"emulator/cli/a.cpp", report + include("emulator/base/text.h"), ""},
       {"emulator/main.cpp", include("emulator/cli/cli.h"), ""},
       {"emulator/base/a.cpp", "#include <string>\n", ""},
       {"tests/base/a.cpp", report, ""},
       {"emulator/base/a.cpp", include("text.h"), "emulator/base/a.cpp:1: text.h is in no room"},
       {"emulator/base/a.cpp", include("../io/files.h"),
        "emulator/base/a.cpp:1: ../io/files.h is in no room"},
       {"emulator/base/a.cpp", include("emulator/cellar/a.h"),
        "emulator/base/a.cpp:1: emulator/cellar/a.h is in no room"},
       {"emulator/cellar/a.cpp", "", "emulator/cellar/a.cpp:1: is in no room"},
       {"emulator/loose.cpp", "", "emulator/loose.cpp:1: is in no room"}});
}

TEST_CASE("a source that hides what its header needs is seen") {
  const std::string header = "emulator/base/a.h";
  const auto first = [&](const std::string& text) {
    return join(lint::check_own_header({"emulator/base/a.cpp", text}, header), "\n");
  };
  CHECK(first("// A comment.\n" + include(header) + "#include <string>\n") == "");
  CHECK(first("\n#include <string>\n" + include(header)) ==
        "emulator/base/a.cpp:2: emulator/base/a.h is not included first");
  CHECK(first("int a;\n") == "emulator/base/a.cpp:1: emulator/base/a.h is not included first");
}

TEST_CASE("what the supervisor must not know is seen") {
  const std::string path = "emulator/environment/supervisor/main/a.cpp";
  const auto wanted = [](const std::string& file, const std::string& header) {
    return file + ":1: " + header + " is not for the supervisor";
  };
  std::vector<Row> rows;
  for (const std::string header :
       {"emulator/io/http.h", "emulator/io/mysql.h", "emulator/io/redis.h", "emulator/io/git.h",
        "emulator/io/git_program.h", "emulator/io/xml.h", "emulator/io/html.h"}) {
    for (const std::string file :
         {path.c_str(), "emulator/engine/linux/a.cpp", "emulator/lifecycle/a.h",
          "emulator/io/process.cpp", "emulator/project/make_plan.cpp",
          "emulator/environment/orders.cpp"})
      rows.push_back({file, include(header), wanted(file, header)});
    rows.push_back({"emulator/environment/client/a.cpp", include(header), ""});
    rows.push_back({"emulator/io/http.cpp", include(header), ""});
    rows.push_back({"emulator/scenario/a.cpp", include(header), ""});
  }
  for (const std::string header : {"emulator/project/project.h", "emulator/image/store.h",
                                   "emulator/environment/client/worlds.h"})
    rows.push_back({path, include(header), wanted(path, header)});
  for (const std::string header :
       {"emulator/project/plan.h", "emulator/environment/orders.h", "emulator/io/sockets.h",
        "emulator/engine/engine.h", "emulator/environment/supervisor/control.h"})
    rows.push_back({path, include(header), ""});
  rows.push_back({"emulator/project/a.cpp", include("emulator/project/project.h"), ""});
  // By the order of the rooms an engine might; the supervisor would get it all by that.
  rows.push_back({"emulator/engine/a.h", include("emulator/image/store.h"),
                  wanted("emulator/engine/a.h", "emulator/image/store.h")});
  check_rows(lint::check_supervisor, rows);
}

TEST_CASE("a third-party header in a header is seen") {
  const auto row = [](const std::string& path, const std::string& header, bool allowed) {
    return Row{path, "#pragma once\n#include <" + header + ">\n",
               allowed ? "" : path + ":2: " + header + " is not for a header"};
  };
  check_rows(lint::check_header_includes,
             {row("emulator/io/a.h", "nlohmann/json.hpp", false),
              row("emulator/io/a.h", "curl/curl.h", false),
              row("emulator/io/a.h", "unistd.h", false),
              row("emulator/io/a.h", "stdint.h", false),
              row("emulator/io/a.h", "tl/expected.hpp", false),
              row("emulator/base/a.h", "tl/expected.hpp", true),
              row("emulator/io/a.h", "sys/types.h", true),
              row("emulator/io/a.h", "string_view", true),
              row("emulator/io/a.cpp", "curl/curl.h", true),
              row("fixtures/launches/backend/a.h", "httplib.h", true),
              {"emulator/io/a.h", include("emulator/base/text.h"), ""},
              {"emulator/io/a.h", include("tests/support/golden.h"),
               "emulator/io/a.h:1: tests/support/golden.h is not for a header"}});
}

TEST_CASE("a file that is too long is seen") {
  std::string text;
  for (int i = 0; i < 500; ++i) text += "x\n";
  check_rows(lint::check_length,
             {{"docs/a.md", "", ""},
              {"tests/a.cpp", text, ""},
              {"tests/a.cpp", text + "\n", "tests/a.cpp:501: has 501 lines, more than 500"},
              {"tests/a.cpp", text + "x", "tests/a.cpp:501: has 501 lines, more than 500"}});
}

TEST_CASE("words that the house does not use are seen") {
  const std::string task = "emulator/task/a.cpp";
  check_rows(
      lint::check_words,
      {{task, "#include <regex>\n", task + ":1: <regex> is not used here"},
       {"emulator/io/a.cpp", "#include <regex>\n", "emulator/io/a.cpp:1: <regex> is not used here"},
       {"tests/io/a.cpp", "#include <regex>\n", "tests/io/a.cpp:1: <regex> is not used here"},
       {task, "int a;\nstd::shared_ptr<int> b;", task + ":2: shared_ptr outside of io"},
       {task, "auto b = std::make_shared<int>(1);", task + ":1: make_shared outside of io"},
       {task, "std::weak_ptr<int> b;", task + ":1: weak_ptr outside of io"},
       {"emulator/io/a.cpp", "std::shared_ptr<int> b; void f() { throw 1; }", ""},
       {"emulator/io/a.h", "inline void f() { throw 1; }",
        "emulator/io/a.h:1: throw outside of io's sources"},
       {task, "void f() {\n  throw;\n}", task + ":2: throw outside of io's sources"},
       {"fixtures/a.cpp", "void f() { throw 1; }", ""},
       {"emulator/io/a.cpp", "f() { co_await g(); }",
        "emulator/io/a.cpp:1: co_await makes a coroutine"},
       {task, "// throw it\n/* shared_ptr\n throw */ int a = 1'000; // don't throw", ""},
       {task, "f(\"throw\", \"\\\" throw\", 't', '\"', \"throw\", R\"(\" throw \")\", 1'0);", ""},
       {task, "f(\"a\"); throw 1;", task + ":1: throw outside of io's sources"},
       {task, "f('\"'); throw 1; g('\"');", task + ":1: throw outside of io's sources"},
       {task, "f(1'000); throw 1; g(1'000);", task + ":1: throw outside of io's sources"},
       {task, "f(R\"x(\")x\"); throw 1; g(\"\");", task + ":1: throw outside of io's sources"},
       {task, "int throwing = rethrow; my_shared_ptr a;", ""},
       {"docs/a.md", "throw", ""}});
}

TEST_CASE("what lies about at the top level is seen") {
  const std::string ignored = "/build/\n/build-*/\n*.received.txt\n# notes\n";
  const auto check = [&](const std::vector<std::string>& names) {
    return join(lint::check_top_level(names, ignored), "\n");
  };
  CHECK(check({"emulator", "fixtures", "scenarios", "tests", "compose", "docs", "CMakeLists.txt",
               "README.md", "Makefile", "CMakePresets.json", "CHANGELOG.md", "LICENSE",
               "gonogo.yaml"}) == "");
  CHECK(check({".git", ".ci", ".clang-format", "build", "build-asan", "x.received.txt"}) == "");
  CHECK(check({"src"}) == "src:1: does not belong at the top level");
  CHECK(check({"builds"}) == "builds:1: does not belong at the top level");
  CHECK(check({"# notes"}) == "# notes:1: does not belong at the top level");
  CHECK(lint::check_top_level({"build"}, "").size() == 1);
}
