// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

constexpr const char* manual = "steps:\n  - manual: Is it blue?\n    by: Ada\n";

/// Types the lines one after the other; then the input has ended.
Attempt answer(std::vector<std::string> lines, test::Stage& stage, const std::string& folder) {
  stage.context.evidence_folder = folder + "/evidence";
  // Longer than the scenario may take: a person's time is not the product's.
  stage.context.ask = [&stage, lines,
                       next = size_t{0}](const std::string&) mutable -> std::optional<std::string> {
    stage.clock.time += Milliseconds(120'000);
    return next < lines.size() ? std::optional(lines[next++]) : std::nullopt;
  };
  return stage.run_steps(manual);
}

}  // namespace

TEST_CASE("a person says whether it is right, and that is kept") {
  struct Row {
    std::vector<std::string> lines;
    Outcome outcome;
    std::string kept;
  };
  const std::vector<Row> rows{
      {{"pass", "", ""}, Outcome::passed, R"("answer":"pass","note":"","by":"Ada")"},
      {{"P", "fine", "Bob"}, Outcome::passed, R"("answer":"pass","note":"fine","by":"Bob")"},
      {{"", "yes", "f", "it is red", ""},
       Outcome::failed,
       R"("answer":"fail","note":"it is red","by":"Ada")"},
      {{}, Outcome::errored, ""},
  };
  for (const Row& row : rows) {
    test::Stage stage;
    const test::TemporaryFolder folder;
    const Attempt attempt = answer(row.lines, stage, folder.path());
    CHECK(attempt.outcome == row.outcome);
    REQUIRE(attempt.steps.size() == 1);
    CHECK(attempt.steps[0].evidence.size() == (row.kept.empty() ? 0 : 1));
    if (row.kept.empty()) continue;
    const auto kept =
        parse_json(test::read_text(folder.path() + "/" + attempt.steps[0].evidence[0]), "");
    REQUIRE(kept);
    CHECK(to_json(*kept).find(row.kept) != std::string::npos);
  }
}

TEST_CASE("without a person nothing is passed") {
  test::Stage stage;
  CHECK(stage.run_steps(manual).outcome == Outcome::errored);
  const ScenarioFile file =
      read_scenarios("scenario: s\nkind: acceptance\n" + std::string(manual), "s.yaml");
  REQUIRE(file.scenarios.size() == 1);
  CHECK(needs_person(file.scenarios[0]));
}
