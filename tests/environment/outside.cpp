// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/outside.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "emulator/io/sockets.h"
#include "tests/environment/fake_engine.h"

namespace gonogo::test {
namespace {

std::uint16_t free_port() {
  const auto listener = listen_loopback(0);
  REQUIRE(listener);
  return local_port(listener->get());
}

/// `serve_outside` in a process of its own, as the client starts it.
Descriptor start_helper() {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
  if (fork() == 0) {
    close(ends[1]);
    _exit(serve_outside(ends[0]));
  }
  close(ends[0]);
  return Descriptor(ends[1]);
}

/// Runs the loop until `socket` can be read; what was read.
std::string answer_of(EventLoop& loop, int socket) {
  std::string text;
  const auto give_up = loop.at(SystemClock().now() + Milliseconds(3'000), [&] { loop.stop(); });
  const auto watch = loop.watch(socket, [&] {
    char bytes[64];
    const ssize_t size = read(socket, bytes, sizeof bytes);
    text = size < 0 ? "reset" : std::string(bytes, static_cast<size_t>(size));
    loop.stop();
  });
  loop.run();
  loop.cancel(watch);
  loop.cancel(give_up);
  return text;
}

struct Calls {
  EventLoop loop{};
  FakeEngine engine{};
  Forwarder forwarder{loop, [] { return Result<Descriptor>(Descriptor()); }};
  Outside outside{loop, start_helper(), forwarder};
  ExternalPlan external{};

  std::string call(const std::string& host, std::uint16_t port) {
    external = {.name = "api.example.com", .called = free_port(), .host = host, .port = port};
    engine.sockets = true;
    REQUIRE(outside.stand_in(external, engine));
    const Descriptor caller(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    REQUIRE(connect_socket(caller.get(), "127.0.0.1", external.called, Milliseconds(1'000)));
    return answer_of(loop, caller.get());
  }
};

TEST_CASE("a call of an external is carried to its address on this machine") {
  const auto listener = listen_loopback(0);
  REQUIRE(listener);
  Calls calls;
  calls.loop.watch(listener->get(), [&] {
    const Descriptor served(accept4(listener->get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (served) CHECK(write(served.get(), "hello", 5) == 5);
  });
  CHECK(calls.call("localhost", local_port(listener->get())) == "hello");
}

TEST_CASE("where nobody answers, and for a name that nobody has, the caller is reset") {
  {
    Calls calls;
    CHECK(calls.call("127.0.0.1", free_port()) == "reset");
  }
  Calls calls;
  CHECK(calls.call("no-such-host.invalid", 80) == "reset");
}

TEST_CASE("who connects outside ends with its asker") {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) == 0);
  int told[2];
  REQUIRE(pipe(told) == 0);
  if (fork() == 0) {
    close(ends[1]);
    close(told[0]);
    _exit(serve_outside(ends[0]));  // the pipe closes with the last of its processes
  }
  close(ends[0]);
  close(told[1]);
  close(ends[1]);
  pollfd ended{told[0], POLLIN, 0};
  CHECK(poll(&ended, 1, 3'000) == 1);
  close(told[0]);
}

}  // namespace
}  // namespace gonogo::test
