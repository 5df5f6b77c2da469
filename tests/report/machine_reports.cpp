// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <set>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/xml.h"
#include "emulator/report/cases.h"
#include "emulator/report/facts.h"
#include "emulator/report/reports.h"
#include "emulator/verdict/override.h"
#include "tests/report/sample_results.h"
#include "tests/support/golden.h"

using namespace gonogo;
using test::Sample;

namespace {

std::vector<Sample> all_samples() {
  return {test::go_sample(),         test::failed_sample(),  test::dead_task_sample(),
          test::lost_mysql_sample(), test::partial_sample(), test::nothing_ran_sample(),
          test::quarantined_sample()};
}

int failing(const std::vector<ReportedCase>& cases) {
  int count = 0;
  for (const ReportedCase& one : cases)
    if (one.outcome == Outcome::failed || one.outcome == Outcome::errored) ++count;
  return count;
}

size_t split_count(const std::string& text, const std::string& word) {
  size_t count = 0;
  for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++count;
  return count;
}

int count_in(const Value& summary, const char* key) {
  return static_cast<int>(summary.find(key)->as_integer());
}

}  // namespace

TEST_CASE("golden files of the reports for machines and pages") {
  const Sample go = test::go_sample();
  const Sample bad = test::failed_sample();
  CHECK(test::golden("report/go.junit", junit_report(go.result, go.verdict)));
  CHECK(test::golden("report/failed.junit", junit_report(bad.result, bad.verdict)));
  CHECK(test::golden("report/go.markdown", markdown_report(go.result, go.verdict)));
  CHECK(test::golden("report/failed.markdown", markdown_report(bad.result, bad.verdict)));
  CHECK(test::golden("report/go.ctrf", ctrf_report(go.result, go.verdict)));
  CHECK(test::golden("report/failed.ctrf", ctrf_report(bad.result, bad.verdict)));
  CHECK(test::golden("report/go.html", html_report(go.result, go.verdict)));
  CHECK(test::golden("report/failed.html", html_report(bad.result, bad.verdict)));
}

TEST_CASE("a report fails a case exactly when the verdict is not GO") {
  for (const Sample& sample : all_samples()) {
    CAPTURE(sample.verdict.exit_code);
    const bool go = sample.verdict.exit_code == 0;
    CHECK((failing(cases_of(sample.result, sample.verdict)) == 0) == go);
    const auto root = parse_xml(junit_report(sample.result, sample.verdict), "junit.xml");
    REQUIRE(root);
    const bool green = *root->attribute("failures") == "0" && *root->attribute("errors") == "0";
    CHECK(green == go);
    const auto ctrf = parse_json(ctrf_report(sample.result, sample.verdict), "ctrf.json");
    REQUIRE(ctrf);
    const Value& summary = *ctrf->find("results")->find("summary");
    CHECK((count_in(summary, "failed") == 0) == go);
    CHECK(count_in(summary, "tests") ==
          count_in(summary, "passed") + count_in(summary, "failed") + count_in(summary, "skipped"));
  }
}

TEST_CASE("a verdict that is not GO and gives no reason still fails a case") {
  Sample sample = test::go_sample();
  sample.verdict.decision = Decision::cannot_tell;
  sample.verdict.exit_code = 70;
  CHECK(failing(cases_of(sample.result, sample.verdict)) == 1);
}

TEST_CASE("what had to run and has no result is a failed case of its file") {
  Sample sample = test::go_sample();
  sample.result.expected.push_back("scenarios/a.yaml#lost in between");
  const auto cases = cases_of(sample.result, sample.verdict);
  CHECK(cases.back().name == "lost in between");
  CHECK(cases.back().class_name == "scenarios/a.yaml");
  CHECK(cases.back().outcome == Outcome::failed);
  CHECK(cases.back().type == "scenario-not-run");
}

TEST_CASE("infrastructure is an error, not a failure") {
  const Sample sample = test::lost_mysql_sample();
  for (const ReportedCase& one : cases_of(sample.result, sample.verdict))
    if (one.suite != "verdict" || one.type != "scenario-not-run")
      CHECK(one.outcome != Outcome::failed);
}

TEST_CASE("a scenario fails beside its passed cases when it went wrong otherwise") {
  Sample sample = test::go_sample();
  sample.result.scenarios[0].outcome = Outcome::failed;
  sample.result.scenarios[0].reason = "exit 1";
  CHECK(failing(cases_of(sample.result, sample.verdict)) == 1);
  sample.result.scenarios[0].cases[0].outcome = Outcome::failed;
  CHECK(failing(cases_of(sample.result, sample.verdict)) == 1);
}

TEST_CASE("a flaky scenario fails only where the verdict holds it against it") {
  Sample sample = test::failed_sample();
  const auto outcome_of_flaky = [&] {
    for (const ReportedCase& one : cases_of(sample.result, sample.verdict))
      if (one.scenario != nullptr && one.scenario->outcome == Outcome::flaky) return one.outcome;
    return Outcome::not_run;
  };
  CHECK(outcome_of_flaky() == Outcome::failed);
  sample.verdict.reasons.erase(sample.verdict.reasons.begin() + 1);
  CHECK(outcome_of_flaky() == Outcome::passed);
  CHECK(junit_report(sample.result, sample.verdict).find("<flakyFailure ") != std::string::npos);
}

TEST_CASE("what failed in quarantine is neither red nor green, and is counted") {
  const Sample sample = test::quarantined_sample();
  REQUIRE_MESSAGE(sample.verdict.decision == Decision::go, headline(sample.result, sample.verdict));
  CHECK(sample.verdict.counts.quarantined == 2);
  int told = 0;
  for (const ReportedCase& one : cases_of(sample.result, sample.verdict)) {
    if (one.type != "quarantined") continue;
    ++told;
    CHECK(one.outcome == Outcome::skipped);
    CHECK(one.message.find("in quarantine: ") == 0);
    CHECK(one.message.find("ada, SHOP-7: races") != std::string::npos);
  }
  CHECK(told == 2);
  CHECK(headline(sample.result, sample.verdict).find("2 failed in quarantine") !=
        std::string::npos);
  CHECK(markdown_report(sample.result, sample.verdict)
            .find("| all | 6 | 3 | 0 | 0 | 0 | 2 | 1 | 0 |") != std::string::npos);
  CHECK(html_report(sample.result, sample.verdict).find(">2</b><span>in quarantine</span>") !=
        std::string::npos);
  CHECK(ctrf_report(sample.result, sample.verdict).find("\"quarantined\": 2") != std::string::npos);
  // The same failures without an entry are failures.
  const Verdict bare = judge(sample.result, {});
  CHECK(failing(cases_of(sample.result, bare)) == 2);
}

TEST_CASE("every report says which values were not as the files say") {
  Sample sample = test::go_sample();
  sample.verdict.subject.overrides = {{"env.LAUNCHES_BUG", "aa"}, {"size", "bb"}};
  for (const std::string& report :
       {text_report(sample.result, sample.verdict, {}),
        replace_all(markdown_report(sample.result, sample.verdict), "\\", ""),
        html_report(sample.result, sample.verdict), junit_report(sample.result, sample.verdict),
        ctrf_report(sample.result, sample.verdict)}) {
    CAPTURE(report);
    CHECK(report.find("env.LAUNCHES_BUG, size") != std::string::npos);
  }
}

TEST_CASE("every report says that a verdict was overridden, and stays as red as it was") {
  Sample sample = test::failed_sample();
  const std::string untouched = junit_report(sample.result, sample.verdict);
  sample.verdict =
      with_override(sample.verdict, {.by = "ada",
                                     .reason = "pay is down <b>",
                                     .signed_at = sample.result.finished,
                                     .expires = sample.result.finished + std::chrono::hours(1),
                                     .commit = "4be1c02",
                                     .verdict = "NO-GO",
                                     .results_sha256 = "aa",
                                     .key_id = "0123456789"});
  const std::string reports[] = {
      text_report(sample.result, sample.verdict, {}),
      markdown_report(sample.result, sample.verdict), html_report(sample.result, sample.verdict),
      junit_report(sample.result, sample.verdict), ctrf_report(sample.result, sample.verdict)};
  for (const std::string& report : reports) {
    CAPTURE(report);
    CHECK(report.find("ada lets this NO-GO") != std::string::npos);
  }
  CHECK(reports[2].find("<b>\n") == std::string::npos);
  CHECK(reports[2].find("pay is down &lt;b&gt;") != std::string::npos);
  const auto root = parse_xml(reports[3], "junit.xml");
  const auto before = parse_xml(untouched, "junit.xml");
  REQUIRE(root);
  for (const char* count : {"tests", "failures", "errors", "skipped"})
    CHECK(*root->attribute(count) == *before->attribute(count));
}

TEST_CASE("two cases never share class and name") {
  Sample sample = test::go_sample();
  sample.result.scenarios.push_back(sample.result.scenarios[1]);
  sample.result.scenarios[0].cases.push_back(sample.result.scenarios[0].cases[0]);
  std::set<std::pair<std::string, std::string>> seen;
  for (const ReportedCase& one : cases_of(sample.result, sample.verdict))
    CHECK(seen.emplace(one.class_name, one.name).second);
}

TEST_CASE("nobody's text can break out of a report") {
  const std::string evil = "</pre><script>alert(1)</script>`````\x01 | ]]> \" ' &";
  Sample sample = test::failed_sample();
  ScenarioResult& scenario = sample.result.scenarios[3];
  scenario.name = scenario.reason = evil;
  scenario.tags = {evil};
  StepResult& step = scenario.attempts[0].steps[1];
  step.name = step.request = step.response = step.rows = step.output = evil;
  step.evidence = {"javascript:alert(1)", "../x\" onclick=\"y"};
  step.checks[0].actual = evil;
  step.error = Error{.code = "x", .what = evil};
  sample.result.refused = {{evil, evil, 1}};
  sample.result.timeline.push_back({Milliseconds(9), evil, "started", evil});
  sample.verdict.reasons[0].text = evil;
  const std::string html = html_report(sample.result, sample.verdict);
  CHECK(html.find("<script>alert") == std::string::npos);
  CHECK(split_count(html, "<script") == 1);
  CHECK(html.find("href=\"javascript") == std::string::npos);
  CHECK(html.find("onclick=\"") == std::string::npos);
  CHECK(html.find('\x01') == std::string::npos);
  const auto root = parse_xml(junit_report(sample.result, sample.verdict), "junit.xml");
  REQUIRE(root);
  CHECK(*root->attribute("failures") == "3");
  REQUIRE(parse_json(ctrf_report(sample.result, sample.verdict), "ctrf.json"));
  const std::string markdown = markdown_report(sample.result, sample.verdict);
  CHECK(markdown.find("\n``````text\n") != std::string::npos);
}

TEST_CASE("the page is whole in itself") {
  const Sample sample = test::failed_sample();
  const std::string html = html_report(sample.result, sample.verdict);
  for (const char* outside : {"src=", "<link", "@import", "url(", "<iframe", "<form"})
    CHECK(html.find(outside) == std::string::npos);
  CHECK(html.find("default-src &#39;none&#39;") != std::string::npos);
  CHECK(html.find("prefers-color-scheme:dark") != std::string::npos);
}

TEST_CASE("screenshots are in the page, other evidence beside it") {
  Sample sample = test::failed_sample();
  sample.result.scenarios[3].attempts[0].steps[1].evidence = {"evidence/x/shot 1.png",
                                                              "evidence/x/body.json"};
  const std::string html =
      html_report(sample.result, sample.verdict, {.evidence = [](const std::string& path) {
                    return path.ends_with(".png") ? std::string("\x89PNG") : std::string("{}");
                  }});
  CHECK(html.find("src=\"data:image/png;base64,iVBORw==\"") != std::string::npos);
  CHECK(html.find("alt=\"screenshot shot 1.png\"") != std::string::npos);
  CHECK(html.find("href=\"./evidence/x/body.json\"") != std::string::npos);
  // What is too large or gone is linked.
  CHECK(html_report(sample.result, sample.verdict).find("href=\"./evidence/x/shot%201.png\"") !=
        std::string::npos);
}
