// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/scenario/test_report.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

// As doctest writes it: `tests` counts assertions.
constexpr const char* good_report = R"(<?xml version="1.0" encoding="UTF-8"?>
<testsuites>
  <testsuite name="unit" errors="0" failures="0" tests="31">
    <testcase classname="draw.cpp" name="winners" time="0.25" status="run"/>
    <testcase classname="draw.cpp" name="losers"/>
    <testcase name="later"><skipped message="no time"/></testcase>
  </testsuite>
</testsuites>)";

std::string code_of(const std::string& text) {
  const auto cases = read_junit(text, "r.xml");
  return cases ? std::to_string(cases->size()) : cases.error().code;
}

struct ReportRun {
  Outcome outcome;
  std::string code;
  size_t cases;
};

/// `before` and `after` are what the file holds around the run; "" is no file.
ReportRun run_with(const std::string& before, const std::string& after, int exit = 0) {
  Stage stage;
  bool ran = false;
  stage.environment.on_exec = [&](const ExecRequest& request) {
    CHECK(request.container == "backend/app");
    ran = true;
    return Result<RunOutcome>(RunOutcome{.status = {.code = exit}});
  };
  stage.environment.on_read = [&](auto&, auto& path) -> Result<std::string> {
    CHECK(path == "/tmp/unit.xml");
    const std::string& text = ran ? after : before;
    if (text.empty()) return fail({.code = "cannot-open", .what = "no such file"});
    return text;
  };
  const Attempt attempt = stage.run_steps(
      "steps: [{exec: [/app/tests], in: backend/app, report: {junit: /tmp/unit.xml}}]");
  const auto& error = attempt.steps.at(0).error;
  return {attempt.outcome, error ? error->code : "", stage.cases.size()};
}

std::string report_of(const std::string& inside) {
  return "<testsuite name='s'><testcase name='a'/><testcase name='b' classname='c'>" + inside +
         "</testcase></testsuite>";
}

}  // namespace

TEST_CASE("cases are counted, not believed") {
  const auto cases = read_junit(good_report, "r.xml");
  REQUIRE(cases.has_value());
  REQUIRE(cases->size() == 3);
  CHECK((*cases)[0].class_name == "draw.cpp");
  CHECK((*cases)[0].duration == Milliseconds(250));
  CHECK((*cases)[2].outcome == Outcome::skipped);
  CHECK((*cases)[2].message == "no time");
  CHECK(code_of("<testsuites tests='9'/>") == "report-empty");
  CHECK(code_of("<testsuites><testsuite tests='3'><testcase name='a'/>") == "report-unreadable");
  CHECK(code_of("") == "report-unreadable");
  CHECK(code_of("<testsuite failures='1'><testcase name='a'/></testsuite>") == "report-incomplete");
  const auto worst = read_junit(report_of("<skipped/><error message='x'/><failure/>"), "r.xml");
  CHECK((*worst)[1].message == "x");
  CHECK((*worst)[1].outcome != Outcome::passed);
}

TEST_CASE("a report decides with the exit status") {
  CHECK(run_with("", good_report).outcome == Outcome::passed);
  CHECK(run_with("", good_report).cases == 3);
  CHECK(run_with("", good_report, 1).outcome == Outcome::failed);
  CHECK(run_with("", report_of("<failure message='no'/>")).outcome == Outcome::failed);
  CHECK(run_with("", report_of("<error message='no'/>")).cases == 2);
  CHECK(run_with("", report_of("<error message='no'/>")).outcome == Outcome::failed);
  CHECK(run_with("", "").code == "report-missing");
  CHECK(run_with("", "").outcome == Outcome::failed);
  CHECK(run_with("", "<testsuites/>").code == "report-empty");
  CHECK(run_with("", "<testsuites/>").outcome == Outcome::failed);
  CHECK(run_with("", "nonsense").outcome == Outcome::failed);
  CHECK(run_with(good_report, good_report).code == "report-stale");
  CHECK(run_with(good_report, good_report).outcome == Outcome::failed);
  CHECK(run_with("", "<testsuite><testcase name='a'><skipped/></testcase></testsuite>").outcome ==
        Outcome::failed);
}

TEST_CASE("of output that was cut nothing is known") {
  Stage stage;
  bool cut = false;
  stage.processes.answer = [&](auto&) {
    return Result<RunOutcome>(RunOutcome{.out = "{}", .out_cut = cut});
  };
  const auto outcome = [&](const std::string& expect) {
    return stage.run_steps("steps: [{exec: x, expect: " + expect + "}]").outcome;
  };
  CHECK(outcome("{stdout: {not: {contains: ERROR}}}") == Outcome::passed);
  cut = true;
  CHECK(outcome("{stdout: {not: {contains: ERROR}}}") == Outcome::failed);
  CHECK(outcome("{json: {$.a: {exists: false}}}") == Outcome::failed);
  CHECK(outcome("{exit: 0}") == Outcome::passed);
}

TEST_CASE("a command on the host runs in the project's folder; an old report is none") {
  const TemporaryFolder folder;
  folder.write("r.xml", good_report);
  Stage stage;
  stage.context.project_folder = folder.path();
  stage.world.environment = {{"A", "1"}, {"B", "1"}};
  stage.processes.answer = [&](const RunSpec& spec) {
    CHECK(spec.argv == std::vector<std::string>{"make", "x y"});
    CHECK(spec.folder == folder.path());
    CHECK(spec.input == "in");
    CHECK(spec.timeout == Milliseconds(30'000));
    CHECK(*spec.environment == std::map<std::string, std::string>{{"A", "1"}, {"B", "2"}});
    return Result<RunOutcome>(RunOutcome{.out = "{\"a\":1}\n"});
  };
  const std::string step = "exec: [make, x y], stdin: in, env: {B: 2}, timeout: 30s";
  const Attempt attempt =
      stage.run_steps("steps: [{" + step + ", expect: {json: {$.a: 1}, stdout: {contains: a}}}]");
  CHECK(first_failure(attempt) == "");
  CHECK(attempt.outcome == Outcome::passed);
  const Attempt reported = stage.run_steps("steps: [{" + step + ", report: {junit: r.xml}}]");
  CHECK(reported.outcome == Outcome::failed);
  CHECK(reported.steps.at(0).error->code == "report-missing");
}

TEST_CASE("a command that does not end in time has failed, one that can't start is errored") {
  Stage stage;
  stage.processes.answer = [](auto&) {
    return Result<RunOutcome>(RunOutcome{.status = {.signal = 15}, .timed_out = true});
  };
  const std::string steps = "steps: [{exec: [make], expect: {exit: 143}}]";
  CHECK(stage.run_steps(steps).outcome == Outcome::failed);
  stage.processes.answer = [](auto&) {
    return Result<RunOutcome>(fail({.code = "cannot-execute", .what = "no make"}));
  };
  CHECK(stage.run_steps(steps).outcome == Outcome::errored);
}
