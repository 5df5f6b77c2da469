// SPDX-License-Identifier: Apache-2.0
// Some of what `make torture` does more often.
#include <doctest/doctest.h>

#include <iostream>

#include "tests/live/kills/campaign.h"

namespace gonogo::test {

TEST_CASE(
    "killed at any moment, nothing is left behind after the next command, which does as without the "
    "kill; nothing unproven is GO") {
  const Tally tally = kill_anywhere(20, 20261124);
  std::cout << to_text(tally) << "\n";
  CHECK(tally.tries == 20);
  CHECK_MESSAGE(tally.clean(), to_text(tally));
}

}  // namespace gonogo::test
