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

TEST_CASE("a link to a scenario is one, and none leads out of sight") {
  const test::TemporaryFolder folder;
  const Project project{.folder = folder.path(), .scenarios = {"scenarios"}};
  folder.write("shared/b.yaml", "x\n");
  folder.write("scenarios/a.yaml", "x\n");
  const Path scenarios = folder.path() + "/scenarios";
  std::filesystem::create_symlink("../shared/b.yaml", scenarios / "b.yaml");
  const auto files = scenario_files(project);
  REQUIRE(files);
  CHECK(*files == std::vector<std::string>{"scenarios/a.yaml", "scenarios/b.yaml"});
  for (const char* target : {"../shared", "nowhere.yaml"}) {
    CAPTURE(std::string(target));
    std::filesystem::create_symlink(target, scenarios / "linked");
    const auto refused = scenario_files(project);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().where.file == "scenarios/linked");
    std::filesystem::remove(scenarios / "linked");
  }
}

}  // namespace gonogo
