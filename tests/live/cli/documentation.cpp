// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"
#include "tests/support/examples.h"

namespace gonogo::test {

TEST_CASE("every example of docs/scenarios.md passes against the sample product") {
  const std::string root = GONOGO_SOURCE;
  TemporaryFolder folder;
  for (const Example& each : examples_of(read_text(root + "/docs/scenarios.md")))
    folder.write("scenarios/" + each.name, each.text);
  folder.write("gonogo.yaml", sample_project());
  const std::string file = folder.path() + "/gonogo.yaml";
  // The first run stores the snapshots, the second compares.
  const Ended stored = gonogo_in_source({"run", "--project", file, "--update-snapshots"});
  CAPTURE(stored.all());
  CHECK(stored.code == 0);
  const Ended run = gonogo_in_source({"run", "--project", file, "scenarios"});
  CAPTURE(run.all());
  CHECK(run.code == 0);
  CHECK(run.out.find("PASSED") != std::string::npos);
}

}  // namespace gonogo::test
