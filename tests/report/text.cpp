// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/report/plain.h"
#include "emulator/report/reports.h"
#include "emulator/report/source_excerpt.h"
#include "tests/report/sample_results.h"
#include "tests/support/golden.h"

using namespace gonogo;
using test::Sample;

namespace {

std::string report_of(const Sample& sample, bool color = false) {
  return text_report(sample.result, sample.verdict,
                     {.color = color,
                      .source =
                          [](const std::string& file) {
                            return file.find("enter_once") != std::string::npos
                                       ? test::scenario_source()
                                       : std::string();
                          },
                      .run_folder = ".gonogo/latest"});
}

std::string without_color(std::string text) {
  for (const char* sequence : {"\x1b[0m", "\x1b[2m", "\x1b[31m", "\x1b[32m", "\x1b[33m"})
    text = replace_all(std::move(text), sequence, "");
  return text;
}

}  // namespace

TEST_CASE("the end of a run on the terminal") {
  CHECK(test::golden("report/go.text", report_of(test::go_sample())));
  CHECK(test::golden("report/failed.text", report_of(test::failed_sample())));
  CHECK(test::golden("report/dead_task.text", report_of(test::dead_task_sample())));
  CHECK(test::golden("report/lost_mysql.text", report_of(test::lost_mysql_sample())));
  CHECK(test::golden("report/partial.text", report_of(test::partial_sample())));
  CHECK(test::golden("report/nothing_ran.text", report_of(test::nothing_ran_sample())));
  CHECK(test::golden("report/no_start.text", report_of(test::no_start_sample())));
}

TEST_CASE("color only repeats what words say, and nobody else's text gives any") {
  const std::string colored = report_of(test::failed_sample(), true);
  CHECK(colored.find("\x1b[31mNO-GO\x1b[0m") == 0);
  CHECK(without_color(colored) == report_of(test::failed_sample()));
  CHECK(report_of(test::failed_sample()).find('\x1b') == std::string::npos);
}

TEST_CASE("no report is greener than the exit code") {
  Sample sample = test::go_sample();
  sample.verdict.exit_code = 3;
  const std::string text = report_of(sample);
  CHECK(text.find("CANNOT-TELL") == 0);
  CHECK(text.find("the verdict contradicts itself") != std::string::npos);
  CHECK(junit_report(sample.result, sample.verdict).find("<error") != std::string::npos);
  CHECK(html_report(sample.result, sample.verdict).find("<h1 class=\"doubt\">CANNOT-TELL") !=
        std::string::npos);
}

TEST_CASE("what the gate would refuse stands beside the commit") {
  Sample sample = test::go_sample();
  sample.verdict.subject.dirty = true;
  CHECK(report_of(sample).find("GO  launches 4be1c02 (dirty: gate will refuse)") == 0);
  sample.verdict.subject.commit.clear();
  CHECK(report_of(sample).find("GO  launches (no commit: gate will refuse)") == 0);
}

TEST_CASE("many failures are told in full ten times and then by name") {
  Sample sample = test::failed_sample();
  const ScenarioResult failed = sample.result.scenarios[3];
  for (int i = 0; i < 30; ++i) sample.result.scenarios.push_back(failed);
  const std::string text = report_of(sample);
  CHECK(split(text, '^').size() == 10 * 3 + 1);
  CHECK(text.find("also failed") != std::string::npos);
  CHECK(text.find("  … 14 more") != std::string::npos);
}

TEST_CASE("how a second attempt ended is told") {
  struct Row {
    const char* what;
    Outcome second;
    int line;
    const char* note;
  };
  const Row rows[] = {
      {"the same", Outcome::failed, 20, "failed the same way (not flaky)"},
      {"elsewhere", Outcome::failed, 21, "failed differently: "},
      {"passed", Outcome::passed, 20, "passed (flaky)"},
      {"lost", Outcome::errored, 20, "it could not be tried"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.what);
    Sample sample = test::failed_sample();
    Attempt& second = sample.result.scenarios[3].attempts[1];
    second.outcome = row.second;
    second.steps[1].checks[0].mark.line = row.line;
    CHECK(report_of(sample).find("tried once more on pristine state: " + std::string(row.note)) !=
          std::string::npos);
  }
}

TEST_CASE("a line a scenario is as wide as a terminal and aligned") {
  const Sample good = test::go_sample();
  const Sample bad = test::failed_sample();
  std::string lines;
  for (const ScenarioResult& scenario : good.result.scenarios)
    lines += scenario_line(scenario, false);
  for (const ScenarioResult& scenario : bad.result.scenarios)
    lines += scenario_line(scenario, false);
  ScenarioResult shot = bad.result.scenarios[3];
  shot.attempts[0].steps[1].evidence = {"evidence/x/1.png", "evidence/x/2.png", "x.html"};
  shot.cases = {{"a", "", Outcome::failed, {}, "no"}, {"b", "", Outcome::passed, {}, ""}};
  lines += scenario_line(shot, false);
  for (const char* example : {"UK 8", "ada@example.com, EU 42, invalid size"}) {
    ScenarioResult row = good.result.scenarios[0];
    row.id = row.file + "#An entry that cannot be served is refused[2]";
    row.name = std::string("An entry that cannot be served is refused [") + example + "]";
    lines += scenario_line(row, false);
  }
  CHECK(test::golden("report/scenario_lines.text", lines));
  CHECK(without_color(scenario_line(shot, true)) == scenario_line(shot, false));
}

TEST_CASE("the caret stands under the whole value") {
  struct Row {
    const char* line;
    int column;
    size_t caret;
    size_t length;
  };
  const Row rows[] = {
      {"expect: {status: 409, json: {}}", 18, 17, 3},
      {"expect: {a: {contains: already}}", 13, 12, 19},
      {"expect: {a: \"x, y\", b: 1}", 13, 12, 6},
      {"value: all of it  # why", 8, 7, 9},
      {"é: {ü: 12}", 8, 7, 2},
      {"list: [1, [2, 3], 4]", 11, 10, 6},
  };
  for (const Row& row : rows) {
    CAPTURE(row.line);
    const auto excerpt = excerpt_at(row.line, {1, row.column}, 77);
    REQUIRE(excerpt);
    CHECK(excerpt->line == row.line);
    CHECK(excerpt->caret == row.caret);
    CHECK(excerpt->length == row.length);
  }
  CHECK_FALSE(excerpt_at("short", {1, 40}, 77));
  CHECK_FALSE(excerpt_at("short", {2, 1}, 77));
  CHECK_FALSE(excerpt_at("short", {0, 0}, 77));
}

TEST_CASE("a long source line is shortened around its value") {
  const std::string line = std::string(200, 'a') + " {b: value}" + std::string(200, 'c');
  const auto excerpt = excerpt_at(line, {1, 206}, 60);
  REQUIRE(excerpt);
  CHECK(columns_of(excerpt->line) == 60);
  size_t at = 0;
  for (size_t seen = 0; seen < excerpt->caret; ++seen) do {
      ++at;
    } while ((static_cast<unsigned char>(excerpt->line[at]) & 0xC0U) == 0x80U);
  CHECK(excerpt->line.compare(at, excerpt->length, "value") == 0);
}

TEST_CASE("text is made printable, cut and wrapped by characters") {
  CHECK(printable("a\x1b[31m\tb\r\nc\x7f\xC2\x9b") == "a\\x1b[31m b\nc\\x7f\\x9b");
  CHECK(printable("ä€") == "ä€");
  CHECK(cut("äöü", 3) == "äöü");
  CHECK(cut("äöüß", 3) == "äö…");
  CHECK(join(wrap("one two three", 7), "|") == "one two|three");
  CHECK(join(first_lines("a\nb\nc\nd", 2, 9), "|") == "a|b|… 2 more lines");
}
