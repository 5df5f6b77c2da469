// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

std::string recording_below(const std::string& folder) {
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
    if (entry.path().filename() == "network.har") return entry.path().string();
  return "";
}

}  // namespace

TEST_CASE(
    "a recording of the journey made in chromium is imported and passes five times of five, "
    "unedited, and fails when the product does") {
  const LiveProject project(sample_project());
  project.write(
      "scenarios/journey.yaml",
      read_text(std::string(GONOGO_SOURCE) + "/scenarios/acceptance/browser_journey.yaml"));
  const Ended journey = project.gonogo({"run", "scenarios/journey.yaml"});
  CAPTURE(journey.all());
  REQUIRE(journey.code == 0);
  const std::string recording = recording_below(project.folder() + "/.gonogo/latest/evidence");
  REQUIRE_FALSE(recording.empty());
  const Ended imported = project.gonogo({"import", "har", recording});
  CAPTURE(imported.all());
  REQUIRE(imported.code == 0);
  for (int i = 1; i <= 5; ++i)
    project.write("scenarios/recorded/" + std::to_string(i) + ".yaml", imported.out);

  const Ended replayed = project.gonogo({"run", "scenarios/recorded"});
  CAPTURE(replayed.all());
  CHECK(replayed.code == 0);
  CHECK(replayed.out.find("5 of 5 selected") != std::string::npos);

  const Ended broken =
      project.gonogo({"run", "scenarios/recorded/1.yaml"}, {{"LAUNCHES_BUG", "validation-off"}});
  CAPTURE(broken.all());
  CHECK(broken.code == 1);
  CHECK(broken.out.find("scenarios/recorded/1.yaml:") != std::string::npos);
}

}  // namespace gonogo::test
