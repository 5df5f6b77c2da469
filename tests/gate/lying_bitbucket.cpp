// SPDX-License-Identifier: Apache-2.0
// Seeded lies: whatever a server says, the gate neither starts twice nor calls a failure success.
#include <doctest/doctest.h>

#include "tests/gate/liar.h"

using namespace gonogo;
using test::BitbucketStage;

namespace {

constexpr int rounds = 40;
constexpr int gates_a_round = 3;

}  // namespace

TEST_CASE("a lying Bitbucket gets one start and no success out of the gate") {
  int twice = 0;
  int false_success = 0;
  int started = 0;
  for (unsigned seed = 1; seed <= rounds; ++seed) {
    BitbucketStage stage;
    stage.trigger.deadline = std::chrono::seconds(20);
    stage.options.wait = true;
    test::Liar liar(stage.bitbucket, stage.digest(), seed);
    for (int i = 0; i < gates_a_round; ++i)
      if (stage.gate() == 0) {
        ++false_success;
        MESSAGE("seed " << seed << ": " << stage.said);
      }
    if (liar.started() > 1) {
      ++twice;
      MESSAGE("seed " << seed << " started " << liar.started() << " times");
    }
    started += liar.started();
  }
  CHECK(twice == 0);
  CHECK(false_success == 0);
  // Else the rows above would hold by doing nothing.
  CHECK(started > rounds / 2);
}
