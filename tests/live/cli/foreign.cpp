// SPDX-License-Identifier: Apache-2.0
// Other people's task definition, as it is.
#include <doctest/doctest.h>

#include "tests/live/cli/gonogo_process.h"

namespace gonogo::test {

TEST_CASE("somebody else's task definition is mirrored and judged as it is") {
  LiveProject project(R"(gonogo: 1
project: foreign
tasks:
  web: {definition: 06.json, port: 80}
scenarios: [scenarios]
policy: {approximations: {allow: [seccomp-profile, nofile-limit]}}
)" + nginx_image());
  project.write("06.json", read_text(std::string(GONOGO_CORPUS) + "/taskdefs/06.json"));
  project.write("scenarios/page.yaml",
                "scenario: The page is served\nkind: acceptance\nsteps:\n"
                "  - http: GET ${task.web}/\n"
                "    expect: {status: 200, body: {contains: Welcome to nginx}}\n");
  const Ended run = project.gonogo({"run"});
  CHECK_MESSAGE(run.code == 0, run.all());
  REQUIRE(project.verdict().find("verdict") != nullptr);
  CHECK(project.verdict().find("verdict")->as_text() == "GO");
}

}  // namespace gonogo::test
