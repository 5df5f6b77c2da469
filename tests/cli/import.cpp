// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/cli/cli.h"
#include "emulator/scenario/scenario.h"
#include "tests/support/golden.h"

using namespace gonogo;

TEST_CASE(
    "a recording is imported as a scenario that reads without a finding; anything else is told") {
  test::TemporaryFolder folder;
  folder.write("visit.har", R"({"log": {"version": "1.2", "entries": [
    {"startedDateTime": "2026-03-05T10:00:00.000Z", "_resourceType": "fetch",
     "request": {"method": "GET", "url": "http://backend/api/things", "headers": []},
     "response": {"status": 200, "headers": [], "content": {"text": "{\"name\":\"a\"}"}}}]}})");
  folder.write("none.har", "{}");
  std::string out;
  std::string err;
  SystemClock clock;
  RealProcesses processes;
  World world{clock,
              processes,
              {},
              folder.path(),
              GONOGO_BUILD,
              {[&](std::string_view text) { out += text; }, false},
              {[&](std::string_view text) { err += text; }, false}};
  CHECK(run({"import", "har", "visit.har"}, world) == 0);
  const ScenarioFile file = read_scenarios(out, "visit.yaml");
  CHECK(file.findings.empty());
  REQUIRE(file.scenarios.size() == 1);
  CHECK(file.scenarios[0].steps.size() == 1);
  CHECK(run({"import", "har", "none.har"}, world) == 2);
  CHECK(err.find("this is no HAR") != std::string::npos);
  CHECK(run({"import", "ahr", "visit.har"}, world) == 2);
}
