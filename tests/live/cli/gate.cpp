// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

LiveProject project_with(const std::string& status) {
  LiveProject project(web_project());
  project.write("web.json", web_definition());
  project.write("scenarios/page.yaml", "scenario: The page is served\nkind: acceptance\nsteps:\n"
                                       "  - http: GET ${task.web}/\n    expect: {status: " +
                                           status + "}\n");
  project.commit();
  return project;
}

}  // namespace

TEST_CASE("the gate opens once, for a full GO of this very commit") {
  const LiveProject project = project_with("200");
  const std::vector<std::string> gate{"gate", "--command", "echo deployed >> .gonogo/deployed"};
  const std::string deployed = project.folder() + "/.gonogo/deployed";
  CHECK(project.gonogo(gate).code == 5);  // no verdict yet
  const Ended partial = project.gonogo({"run", "scenarios/page.yaml"});
  CHECK_MESSAGE(partial.code == 0, partial.all());
  CHECK(project.gonogo(gate).code == 5);
  const Ended full = project.gonogo({"run"});
  REQUIRE_MESSAGE(full.code == 0, full.all());
  const Ended first = project.gonogo(gate);
  CHECK_MESSAGE(first.code == 0, first.all());
  CHECK(read_text(deployed) == "deployed\n");
  CHECK(project.gonogo(gate).code == 0);
  CHECK(read_text(deployed) == "deployed\n");
}

TEST_CASE("the gate stays shut after another commit, a changed file and a NO-GO") {
  const LiveProject project = project_with("200");
  const std::vector<std::string> gate{"gate", "--command", "echo deployed >> .gonogo/deployed"};
  REQUIRE(project.gonogo({"run"}).code == 0);
  project.write("web.json", web_definition() + "\n");
  CHECK(project.gonogo(gate).code == 5);
  project.commit();
  CHECK(project.gonogo(gate).code == 5);
  const LiveProject bad = project_with("404");
  REQUIRE(bad.gonogo({"run"}).code == 1);
  CHECK(bad.gonogo(gate).code == 1);
  for (const LiveProject* each : {&project, &bad})
    CHECK(read_text(each->folder() + "/.gonogo/deployed").empty());
}

}  // namespace gonogo::test
