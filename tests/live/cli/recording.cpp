// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

const char* const visit = R"(
scenario: A visitor enters a raffle in a browser
kind: acceptance
vars: {email: ada@example.com}
steps:
  - name: to the form of a launch
    browser:
      - open: ${task.frontend}/
      - title: Launches
      - click: Court Classic Low "Chalk"
      - at: /launch?id=1
  - name: an address that is none is refused
    browser:
      - type: {into: Email address, text: ada}
      - select: {in: Size, option: UK 9 · £119.00}
      - click: Enter the raffle
      - see: Invalid email.
  - name: enter
    browser:
      - clear: Email address
      - type: {into: Email address, text: "${email}"}
      - click: {role: button, name: Enter the raffle}
      - see: "${email}, size UK 9. Your entry is accepted."
)";

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
  project.write("scenarios/journey.yaml", visit);
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
