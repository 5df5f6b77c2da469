// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/scenario/schema.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/examples.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::test;

TEST_CASE("the reference of docs/scenarios.md is what the tables say") {
  const std::string page = read_text(std::string(GONOGO_SOURCE) + "/docs/scenarios.md");
  const std::string_view mark = "Made from the tables that the reader uses.\n\n";
  const size_t at = page.find(mark);
  REQUIRE(at != std::string::npos);
  // UPDATE_GOLDEN=1 writes it to tests/golden; from there it goes below the mark.
  CHECK(golden("scenario/reference", page.substr(at + mark.size())));
  CHECK(golden("scenario/reference", scenario_reference()));
}

TEST_CASE("every example of docs/scenarios.md reads without a finding") {
  Stage stage;
  const auto examples = examples_of(read_text(std::string(GONOGO_SOURCE) + "/docs/scenarios.md"));
  for (const Example& each : examples) stage.files[each.name] = each.text;
  int scenarios = 0;
  for (const Example& each : examples) {
    if (!each.text.starts_with("scenario:")) continue;
    CAPTURE(each.name);
    const ScenarioFile file = stage.read(each.text);
    for (const Finding& finding : file.findings)
      FAIL_CHECK(to_text(finding.where), " ", finding.message);
    scenarios += static_cast<int>(file.scenarios.size());
  }
  CHECK(scenarios >= 9);
}
