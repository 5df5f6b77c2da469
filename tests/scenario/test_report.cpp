// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/test_report.h"

#include <doctest/doctest.h>

using namespace gonogo;

namespace {

/// "class/name=outcome " of each case, or the code of what is wrong.
std::string shown(const Result<std::vector<CaseResult>>& cases) {
  if (!cases) return cases.error().code;
  std::string all;
  for (const CaseResult& each : *cases)
    all += each.class_name + "/" + each.name + "=" + std::string(to_text(each.outcome)) + " ";
  return all;
}

}  // namespace

TEST_CASE("no failure of a JUnit report is lost, wherever it stands") {
  const auto show = [](const std::string& text) { return shown(read_junit(text, "r.xml")); };
  struct Row {
    const char* inside;
    const char* shown;
  };
  for (const Row& row : {
           Row{"<testsuite name='s' failures='2'><testcase name='a'><failure/></testcase></testsuite>",
               "report-incomplete"},
           {"<testsuite name='s' failures='1' errors='1'><testcase name='a'><failure/></testcase></testsuite>",
            "report-incomplete"},
           // doctest counts what a case's assertions say.
           {"<testsuite name='s' failures='2'><testcase name='a'><failure/><failure/></testcase></testsuite>",
            "/a=failed "},
           {"<testsuites failures='1'><testsuite failures='1'><testcase name='a'><failure/></testcase>"
            "</testsuite><testsuite><testcase name='b'/></testsuite></testsuites>",
            "/a=failed /b=passed "},
           {"<testsuite name='s' errors='1'><error message='setUp'/><testcase name='a'/></testsuite>",
            "s/<init>=errored /a=passed "},
           {"<testsuite><testcase name='a' status='notrun' result='suppressed'/></testsuite>",
            "/a=skipped "},
           {"<testsuite><testcase name='a' status='Failed'/></testsuite>", "/a=failed "},
           {"<testsuite><testcase name='a' status='run' result='completed'/></testsuite>", "/a=passed "},
           {"<testsuite><testcase name='a' status='run' result='failed'><skipped/></testcase></testsuite>",
            "/a=failed "},
           {"<testsuite><testcase name='a'><flakyFailure message='x'/></testcase></testsuite>", "/a=flaky "},
           {"<testsuite><testcase name='a'><rerunFailure/><failure/></testcase></testsuite>", "/a=failed "},
       }) {
    CAPTURE(std::string(row.inside));
    CHECK(show(row.inside) == row.shown);
  }
}

TEST_CASE("TAP 13 and 14 are read, and no run that broke off passes") {
  const auto show = [](const std::string& text) { return shown(read_tap(text, "r.tap")); };
  CHECK(show("TAP version 14\n1..3\nok 1 - a\nnot ok 2 - b\n  ---\n  message: 'no'\n  ...\nok 3 - "
             "c # SKIP later\n") == "/a=passed /b=failed /c=skipped ");
  CHECK(show("TAP version 13\nok a\nnot ok b # TODO not yet\n1..2\n") == "/a=passed /b=skipped ");
  CHECK(
      show(
          "1..1\n# Subtest: outer\n    ok 1 - x\n    not ok 2 - y\n    1..2\nnot ok 1 - outer\n") ==
      "outer/x=passed outer/y=failed ");
  CHECK(show("1..1\n# Subtest: outer\n    ok 1 - x\n    1..1\nnot ok 1 - outer\n") ==
        "outer/x=passed /outer=failed ");
  CHECK(show("1..1\nok 1 - issue #12 is fixed\n") == "/issue #12 is fixed=passed ");
  CHECK(show("1..1\nnot ok 1 - shows # Todos of the user\n") ==
        "/shows # Todos of the user=failed ");
  CHECK(show("1..2\nnot ok 1 - a # SKIP no\nok 2 - b # skipped: no\n") == "/a=failed /b=skipped ");
  CHECK(show("1..1\n# Subtest: outer\n    1..0 # SKIP none\nok 1 - outer\n") == "/outer=skipped ");
  CHECK(show("ok 1 - a\n") == "report-incomplete");
  CHECK(show("1..2\nok 1 - a\n") == "report-incomplete");
  CHECK(show("1..2\nok 1 - a\nBail out! no database\n") == "report-incomplete");
  CHECK(show("1..1\n    ok 1 - x\n    1..2\nok 1 - outer\n") == "report-incomplete");
  CHECK(show("1..0 # SKIP nothing here\n") == "report-empty");
  CHECK(show("Segmentation fault\n") == "report-unreadable");
  CHECK(show("TAP version 99\n1..1\nok\n") == "report-unreadable");
}

TEST_CASE("CTRF is read") {
  const auto show = [](const std::string& text) { return shown(read_ctrf(text, "r.json")); };
  CHECK(
      show(
          R"({"results":{"tests":[{"name":"a","status":"passed","duration":5,"suite":["x","y"]},{"name":"b","status":"failed","message":"no"},{"name":"c","status":"pending"},{"name":"d","status":"other"}],"summary":{"tests":4,"failed":1}}})") ==
      "x > y/a=passed /b=failed /c=skipped /d=errored ");
  CHECK(show(R"({"results":{"tests":[{"name":"a","status":"passed","flaky":true},
             {"name":"b","status":"failed","flaky":true}]}})") == "/a=flaky /b=failed ");
  CHECK(show(R"({"results":{"tests":[]}})") == "report-empty");
  CHECK(show(R"({"results":{"tests":[{"name":"a","status":"passed"}],"summary":{"tests":2}}})") ==
        "report-incomplete");
  CHECK(show(R"({"results":{"tests":[{"name":"a","status":"passed"}],"summary":{"failed":1}}})") ==
        "report-incomplete");
  CHECK(show(R"({"results":{"tests":[{"name":"a","status":"fine"}]}})") == "report-unreadable");
  CHECK(show("{") == "report-unreadable");
  CHECK(show("{}") == "report-unreadable");
}
