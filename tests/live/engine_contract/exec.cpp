// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/live/engine_contract/engine_harness.h"

namespace gonogo::test {

using engine_event::Exited;
using engine_event::Started;

TEST_CASE("exec runs in the container, with its environment, and passes the status through") {
  EngineHarness world;
  world.start(world.shell("a", "sleep 30"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  const auto ended = world.exec("t/a", {"sh", "-c", "echo $COLOUR; exit 5"});
  CHECK(ended.code == 5);
  CHECK_FALSE(ended.timed_out);
  CHECK(world.output(ended.exec) == "blue\n");
}

TEST_CASE("exec of what is not there is 127, of what can't be executed 126") {
  EngineHarness world;
  world.start(world.shell("a", "sleep 30"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  CHECK(world.exec("t/a", {"no-such-program"}).code == 127);
  CHECK(world.exec("t/a", {"/etc/passwd"}).code == 126);
}

TEST_CASE("an exec that takes too long is ended with all that it started, sessions of their own too") {
  EngineHarness world;
  world.start(world.shell("a", "sleep 30"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  const auto ended = world.exec(
      "t/a", {"sh", "-c", "setsid sleep 4712 & sh -c 'sleep 4713 & sleep 4714' & sleep 4715"},
      Milliseconds(300));
  CHECK(ended.timed_out);
  CHECK(ended.code == 137);
  for (const char* left : {"sleep 4712", "sleep 4713", "sleep 4714", "sleep 4715"})
    CHECK_FALSE(world.has_process(left));
  CHECK(world.exec("t/a", {"true"}).code == 0);
}

TEST_CASE("an exec that ends leaves nothing behind in the background") {
  EngineHarness world;
  world.start(world.shell("a", "sleep 30"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  CHECK(world.exec("t/a", {"sh", "-c", "setsid sleep 4716 & exit 0"}).code == 0);
  CHECK_FALSE(world.has_process("sleep 4716"));
}

TEST_CASE("an exec ends with its container") {
  EngineHarness world;
  world.start(world.shell("a", "sleep 0.5"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  const auto ended = world.exec("t/a", {"sleep", "4717"});
  CHECK(ended.code == 137);
  CHECK(world.wait<Exited>("t/a") != nullptr);
}

TEST_CASE("there is no exec in a container that does not run") {
  EngineHarness world;
  CHECK(world.exec("t/nobody", {"true"}).code == -1);
  REQUIRE(world.engine().add_container(world.shell("a", "sleep 30")));
  CHECK(world.exec("t/a", {"true"}).code == -1);
}

}  // namespace gonogo::test
