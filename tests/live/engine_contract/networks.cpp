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

TEST_CASE("networks reach each other by address" * isolation()) {
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

TEST_CASE("a socket handed out connects where it was made: one of the network to its localhost" *
          isolation()) {
  EngineHarness world;
  world.start(world.shell("a", "echo served | nc -l -p 8081"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  world.run_for(Milliseconds(200));
  const auto outside = world.engine().open_socket("");
  REQUIRE(outside);
  CHECK_FALSE(connect_socket(outside->get(), "127.0.0.1", 8081, Milliseconds(1000)));
  const auto inside = world.engine().open_socket("t");
  REQUIRE(inside);
  const auto connected = connect_socket(inside->get(), "127.0.0.1", 8081, Milliseconds(1000));
  REQUIRE_MESSAGE(connected, to_line(connected.error()));
  char text[16] = {};
  CHECK(read(inside->get(), text, sizeof text - 1) == 7);
  CHECK_FALSE(world.engine().open_socket("nowhere"));
}

TEST_CASE("a task has lo and eth1, the VPC's resolver alone and no instance metadata" *
          isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a",
                                   "cd /sys/class/net; echo *; grep -v '^#' /etc/resolv.conf; "
                                   "nc -w 1 169.254.169.254 80 </dev/null; echo $?");
  world.start(spec);
  REQUIRE(world.wait<Exited>("t/a") != nullptr);
  const std::string text = world.output("t/a");
  CHECK_MESSAGE(text.starts_with("eth1 lo\nnameserver 198.18.0.2\n"), text);
  CHECK_MESSAGE(text.ends_with("1\n"), text);
}

TEST_CASE("nothing beyond the VPC can be reached" * isolation()) {
  EngineHarness world;
  const auto inside = world.engine().open_socket("t");
  REQUIRE(inside);
  CHECK_FALSE(connect_socket(inside->get(), "192.0.2.1", 443, Milliseconds(300)));
}

}  // namespace gonogo::test
