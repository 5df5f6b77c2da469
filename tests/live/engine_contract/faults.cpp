// SPDX-License-Identifier: Apache-2.0
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "tests/live/engine_contract/engine_harness.h"

namespace gonogo::test {
namespace {

using engine_event::Started;

constexpr Milliseconds patience{300};

/// Whether a connection to t's port 8080 comes about from inside `network`, and how long it takes.
struct Call {
  bool connected = false;
  Milliseconds took{};
};

sockaddr_in address_of_t() {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(8080);
  inet_pton(AF_INET, "198.18.0.20", &address.sin_addr);
  return address;
}

// Waits in the loop, as packets that are held back go through it.
Call call(EngineHarness& world, const std::string& network) {
  const auto caller = world.engine().open_socket(network);
  REQUIRE(caller);
  fcntl(caller->get(), F_SETFL, O_NONBLOCK);
  const sockaddr_in address = address_of_t();
  const Moment start = SystemClock().now();
  connect(caller->get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  const bool connected = world.run_until(
      [&] {
        pollfd polled{caller->get(), POLLOUT, 0};
        return poll(&polled, 1, 0) == 1 && (polled.revents & POLLERR) == 0;
      },
      patience);
  return {connected, std::chrono::duration_cast<Milliseconds>(SystemClock().now() - start)};
}

// Listens in the network "t"; the kernel takes connections without anybody who accepts them.
Descriptor serve(EngineHarness& world) {
  auto listener = world.engine().open_socket("t");
  REQUIRE(listener);
  const sockaddr_in address = address_of_t();
  REQUIRE(bind(listener->get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  REQUIRE(listen(listener->get(), 16) == 0);
  return std::move(*listener);
}

Impairment from_other(Impairment::Kind kind) {
  return {.kind = kind, .peers = {"198.18.0.21"}, .port = 8080};
}

TEST_CASE("a paused container does nothing until it is resumed; an exec in it runs all the same") {
  EngineHarness world;
  world.start(world.shell("a", "(while :; do echo x; sleep 0.01; done) & wait"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  REQUIRE(world.run_until([&] { return world.output("t/a").size() > 4; }, Milliseconds(3000)));
  REQUIRE(world.engine().pause("t/a"));
  world.run_for(Milliseconds(50));
  const size_t before = world.output("t/a").size();
  world.run_for(Milliseconds(100));
  CHECK(world.output("t/a").size() == before);
  CHECK(world.exec("t/a", {"true"}, Milliseconds(2000)).code == 0);
  REQUIRE(world.engine().resume("t/a"));
  CHECK(world.run_until([&] { return world.output("t/a").size() > before; }, Milliseconds(3000)));
}

TEST_CASE("a paused container can be killed") {
  EngineHarness world;
  world.start(world.shell("a", "sleep 30"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  REQUIRE(world.engine().pause("t/a"));
  REQUIRE(world.engine().signal("t/a", "SIGKILL"));
  CHECK(world.wait<engine_event::Exited>("t/a") != nullptr);
  CHECK(world.engine().pause("t/a").error().code == "not-running");
}

TEST_CASE("a black hole takes what one network sends to another, and nothing else" *
          isolation()) {
  EngineHarness world;
  const Descriptor listener = serve(world);
  REQUIRE(call(world, "other").connected);
  REQUIRE(world.engine().impair("t", {from_other(Impairment::Kind::blackhole)}));
  CHECK_FALSE(call(world, "other").connected);
  CHECK(call(world, "").connected);
  REQUIRE(world.engine().impair("t", {}));
  CHECK(call(world, "other").connected);
}

TEST_CASE("who is spared gets through a black hole for all" * isolation()) {
  EngineHarness world;
  const Descriptor listener = serve(world);
  REQUIRE(world.engine().impair("t", {{.kind = Impairment::Kind::blackhole, .spared = {"198.18.0.1"}}}));
  CHECK_FALSE(call(world, "other").connected);
  CHECK(call(world, "").connected);
}

TEST_CASE("latency holds each packet back, and only those of the named network" *
          isolation()) {
  EngineHarness world;
  const Descriptor listener = serve(world);
  Impairment slow = from_other(Impairment::Kind::latency);
  slow.delay = Milliseconds(60);
  const auto done = world.engine().impair("t", {slow});
  REQUIRE_MESSAGE(done, to_line(done.error()));
  const Call held = call(world, "other");
  CHECK(held.connected);
  CHECK(held.took >= Milliseconds(60));
  CHECK(call(world, "").took < Milliseconds(50));
  REQUIRE(world.engine().impair("t", {}));
  CHECK(call(world, "other").took < Milliseconds(50));
}

TEST_CASE("loss takes its share of the packets, without an error at the sender's" *
          isolation()) {
  EngineHarness world;
  const Descriptor listener = serve(world);
  Impairment lossy = from_other(Impairment::Kind::loss);
  lossy.percent = 100;
  REQUIRE(world.engine().impair("t", {lossy}));
  CHECK_FALSE(call(world, "other").connected);
  lossy.percent = 1;
  REQUIRE(world.engine().impair("t", {lossy}));
  CHECK(call(world, "other").connected);
}

TEST_CASE("networks that are not there can't be made worse" * isolation()) {
  EngineHarness world;
  CHECK(world.engine().impair("nowhere", {}).error().code == "unknown-network");
}

}  // namespace
}  // namespace gonogo::test
