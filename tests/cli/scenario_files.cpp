// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/cli/loading.h"
#include "tests/support/golden.h"

namespace gonogo {

TEST_CASE("scenario files are found in order, fragments are none, and no kind is passed over") {
  const test::TemporaryFolder folder;
  const Project project{.folder = folder.path(), .scenarios = {"scenarios"}};
  for (const char* name : {"b.yaml", "a.yml", "steps/part.yaml", "data.json", "phrases.yaml",
                           "c.feature", "d.har"})
    folder.write(std::string("scenarios/") + name, "x\n");
  const auto files = scenario_files(project);
  REQUIRE(files);
  CHECK(*files == std::vector<std::string>{"scenarios/a.yml", "scenarios/b.yaml",
                                           "scenarios/c.feature", "scenarios/d.har"});
}

}  // namespace gonogo
