// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <unistd.h>

#include "emulator/io/sockets.h"
#include "tests/live/engine_contract/engine_harness.h"

namespace gonogo::test {

using engine_event::Exited;
using engine_event::Started;

TEST_CASE("containers of one network share localhost, a second binder of a port fails") {
  EngineHarness world;
  world.start(world.shell("a", "echo served | nc -l -p 8080"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  world.run_for(Milliseconds(200));
  world.start(world.shell("c", "nc -l -p 8080"));
  const auto* second = world.wait<Exited>("t/c");
  REQUIRE(second != nullptr);
  CHECK(second->code != 0);
  world.start(world.shell("b", "nc 127.0.0.1 8080"));
  REQUIRE(world.wait<Exited>("t/b") != nullptr);
  CHECK(world.output("t/b") == "served\n");
}

TEST_CASE("networks reach each other by address") {
  EngineHarness world;
  world.start(world.shell("a", "echo served | nc -l -p 8080"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  world.run_for(Milliseconds(200));
  ContainerSpec other = world.shell("b", "nc 198.18.0.20 8080");
  other.network = "other";
  world.start(other);
  REQUIRE(world.wait<Exited>("t/b") != nullptr);
  CHECK(world.output("t/b") == "served\n");
}

TEST_CASE("a socket handed out connects inside, one of the network to its localhost") {
  EngineHarness world;
  world.start(world.shell("a", "echo served | nc -l -s 127.0.0.1 -p 8081"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  world.run_for(Milliseconds(200));
  auto inside = world.engine().open_socket("t");
  REQUIRE(inside);
  REQUIRE(connect_socket(inside->get(), "127.0.0.1", 8081, Milliseconds(1000)));
  char text[16] = {};
  CHECK(read(inside->get(), text, sizeof text - 1) == 7);
  auto outside = world.engine().open_socket("");
  REQUIRE(outside);
  CHECK_FALSE(connect_socket(outside->get(), "198.18.0.20", 8081, Milliseconds(1000)));
  CHECK_FALSE(world.engine().open_socket("nowhere"));
}

TEST_CASE("nothing beyond the VPC answers, and the caller is told at once") {
  EngineHarness world;
  const Moment before = SystemClock().now();
  // Twelve calls: the kernel's default would let a few answers through and drop the rest.
  world.start(world.shell("a", "for i in 1 2 3 4 5 6 7 8 9 10 11 12; do nc 192.0.2.1 443; done"));
  const auto* exited = world.wait<Exited>("t/a");
  REQUIRE(exited != nullptr);
  CHECK(exited->code != 0);
  CHECK(SystemClock().now() - before < std::chrono::seconds(5));
}

}  // namespace gonogo::test
