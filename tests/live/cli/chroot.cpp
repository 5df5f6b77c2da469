// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {

TEST_CASE("in a chroot a command of a container sees the container's files") {
  LiveProject project(web_project());
  project.write("web.json", web_definition());
  const std::string in_web = "\n    in: web/nginx\n    expect: {exit: 0}\n";
  project.write("scenarios/inside.yaml",
                "scenario: Inside\nkind: acceptance\nsteps:\n"
                "  - exec: [test, -e, /usr/sbin/nginx]" + in_web +
                "  - exec: [test, '!', -e, " + project.folder() + "/gonogo.yaml]" + in_web);
  const Ended run = project.gonogo_in_chroot({"run"});
  CHECK_MESSAGE(run.code == 0, run.all());
}

}  // namespace gonogo::test
