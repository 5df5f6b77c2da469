// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/cli/run_choice.h"
#include "tests/support/golden.h"

namespace gonogo {

TEST_CASE("scenario files are found in order, fragments are none, and no kind is passed over") {
  const test::TemporaryFolder folder;
  const Project project{.folder = folder.path(), .scenarios = {"scenarios"}};
  for (const char* name : {"b.yaml", "a.yml", "steps/part.yaml", "data.json", "phrases.yaml",
                           "c.feature", "d.har", "E.YAML", "F.Feature"})
    folder.write(std::string("scenarios/") + name, "x\n");
  const auto files = scenario_files(project);
  REQUIRE(files);
  CHECK(*files == std::vector<std::string>{"scenarios/E.YAML", "scenarios/F.Feature",
                                           "scenarios/a.yml", "scenarios/b.yaml",
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

TEST_CASE("paths are taken as people stand; a selection of files needs no others") {
  const test::TemporaryFolder folder;
  const Project project{.folder = folder.path(), .scenarios = {"scenarios"}};
  for (const char* name : {"scenarios/a.yaml", "scenarios/deep/b.yaml", "other/c.yaml"})
    folder.write(name, "x\n");
  SystemClock clock;
  RealProcesses processes;
  const auto taken = [&](const std::string& from, const std::string& typed) {
    World world{clock, processes, {}, folder.path() + from, GONOGO_BUILD, {}, {}};
    Selection selection{.patterns = {typed}};
    take_paths(project, world, selection);
    return selection.patterns.front();
  };
  CHECK(taken("", "./scenarios/a.yaml:3") == "scenarios/a.yaml:3");
  CHECK(taken("", folder.path() + "/scenarios/a.yaml#A name") == "scenarios/a.yaml#A name");
  CHECK(taken("/scenarios", "a.yaml") == "scenarios/a.yaml");
  CHECK(taken("/scenarios/deep", "../a.yaml:12") == "scenarios/a.yaml:12");
  CHECK(taken("/scenarios", "deep/") == "scenarios/deep/");
  CHECK(taken("", "scenarios/*.yaml") == "scenarios/*.yaml");
  CHECK(taken("", "A name: with a colon") == "A name: with a colon");
  CHECK(taken("", "/etc/hostname") == "/etc/hostname");

  const std::vector<std::string> files{"scenarios/a.yaml", "scenarios/deep/b.yaml"};
  using Names = std::vector<std::string>;
  CHECK(files_named(files, {.patterns = {"scenarios/a.yaml:3"}}) == Names{"scenarios/a.yaml"});
  CHECK(files_named(files, {.patterns = {"scenarios/deep", "scenarios/a.yaml"}}) == files);
  CHECK_FALSE(files_named(files, {.patterns = {"scenarios/a.yaml", "A name"}}));
  CHECK_FALSE(files_named(files, {}));
}

}  // namespace gonogo
