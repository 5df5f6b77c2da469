// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/live/cli/gonogo_process.h"

namespace gonogo::test {

TEST_CASE("the sample product is GO") {
  const Ended run = gonogo_in_source({"run"});
  CAPTURE(run.all());
  CHECK(run.code == 0);
  CHECK(run.out.find("\nGO  launches ") != std::string::npos);
}

TEST_CASE("with its fault switched on the sample product is NO-GO, and why is told") {
  const Ended run = gonogo_in_source({"run", "scenarios/acceptance/entries.yaml"},
                                     {{"LAUNCHES_BUG", "double-entry"}});
  CAPTURE(run.all());
  CHECK(run.code == 1);
  for (const char* part :
       {"FAILED", "A customer enters a raffle only once", "scenarios/acceptance/entries.yaml:",
        "POST http://frontend/api/launches/", "409", "201", "again:"})
    CHECK_MESSAGE(run.out.find(part) != std::string::npos, part);
}

}  // namespace gonogo::test
