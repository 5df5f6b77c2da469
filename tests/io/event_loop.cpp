// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/event_loop.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>

#include "emulator/io/files.h"

using namespace gonogo;

namespace {

struct Pair {
  Descriptor here;
  Descriptor there;
};

Pair make_pair() {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  return {Descriptor(ends[0]), Descriptor(ends[1])};
}

void say(const Descriptor& to, const std::string& text) {
  REQUIRE(write(to.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
}

std::string read_one(const Descriptor& from) {
  char byte = 0;
  return read(from.get(), &byte, 1) == 1 ? std::string(1, byte) : "";
}

Moment now() { return SystemClock{}.now(); }

// A loop that hangs must fail a test, not the whole run.
void run_at_most_5_s(EventLoop& loop) {
  bool late = false;
  const auto guard = loop.at(now() + std::chrono::seconds(5), [&] {
    late = true;
    loop.stop();
  });
  loop.run();
  loop.cancel(guard);
  CHECK_FALSE(late);
}

}  // namespace

TEST_CASE("soon is after the running callback, in the order asked for") {
  EventLoop loop;
  std::string seen;
  loop.soon([&] {
    loop.soon([&] { seen += "c"; });
    seen += "a";
  });
  loop.soon([&] { seen += "b"; });
  loop.run();
  CHECK(seen == "abc");
}

TEST_CASE("a timer fires once, not before its moment, timers in their order") {
  EventLoop loop;
  const Moment start = now();
  std::string seen;
  Moment fired{};
  loop.at(start + Milliseconds(20), [&] {
    seen += "b";
    fired = now();
  });
  loop.at(start + Milliseconds(10), [&] { seen += "a"; });
  loop.run();
  CHECK(seen == "ab");
  CHECK(fired >= start + Milliseconds(20));
}

TEST_CASE("what is cancelled never comes") {
  EventLoop loop;
  bool came = false;
  const auto timer = loop.at(now() + Milliseconds(5), [&] { came = true; });
  const auto next = loop.soon([&] { came = true; });
  loop.cancel(timer);
  loop.cancel(next);
  loop.cancel(123'456);
  loop.run();
  CHECK_FALSE(came);
}

TEST_CASE("a callback may cancel another that is ready already") {
  EventLoop loop;
  int calls = 0;
  EventLoop::Id ids[2] = {0, 0};
  for (int i = 0; i < 2; ++i)
    ids[i] = loop.soon([&, i] {
      ++calls;
      loop.cancel(ids[1 - i]);
    });
  loop.run();
  CHECK(calls == 1);
}

TEST_CASE("a descriptor is told of again while something is left to read") {
  EventLoop loop;
  const Pair pair = make_pair();
  say(pair.there, "abc");
  std::string seen;
  EventLoop::Id id = 0;
  id = loop.watch(pair.here.get(), [&] {
    seen += read_one(pair.here);
    if (seen == "abc") loop.cancel(id);
    if (seen == "abc") loop.stop();
  });
  run_at_most_5_s(loop);
  CHECK(seen == "abc");
}

TEST_CASE("a watch that cancels itself is over, and its descriptor stays open") {
  EventLoop loop;
  const Pair pair = make_pair();
  say(pair.there, "abc");
  int calls = 0;
  EventLoop::Id id = 0;
  id = loop.watch(pair.here.get(), [&] {
    ++calls;
    loop.cancel(id);
    loop.at(now() + Milliseconds(10), [&] { loop.stop(); });
  });
  run_at_most_5_s(loop);
  CHECK(calls == 1);
  CHECK(read_one(pair.here) == "a");
}

TEST_CASE("a hang-up can be read") {
  EventLoop loop;
  Pair pair = make_pair();
  pair.there.close();
  bool told = false;
  loop.watch(pair.here.get(), [&] {
    told = read_one(pair.here).empty();
    loop.stop();
  });
  run_at_most_5_s(loop);
  CHECK(told);
}

TEST_CASE("reading and writing of one socket are watched apart") {
  EventLoop loop;
  const Pair pair = make_pair();
  std::string seen;
  loop.watch(pair.here.get(), [&] {
    seen += read_one(pair.here);
    loop.stop();
  });
  EventLoop::Id writable = 0;
  writable = loop.watch_writable(pair.here.get(), [&] {
    seen += "w";
    loop.cancel(writable);
    say(pair.there, "r");
  });
  run_at_most_5_s(loop);
  CHECK(seen == "wr");
}

TEST_CASE("a full socket is told of when there is room again") {
  EventLoop loop;
  const Pair pair = make_pair();
  fcntl(pair.here.get(), F_SETFL, O_NONBLOCK);
  const std::string block(1U << 16U, 'x');
  while (write(pair.here.get(), block.data(), block.size()) > 0) {
  }
  bool drained = false;
  bool told_early = false;
  loop.watch_writable(pair.here.get(), [&] {
    told_early = !drained;
    loop.stop();
  });
  loop.at(now() + Milliseconds(10), [&] {
    drained = true;
    std::string sink(16U << 20U, '\0');
    fcntl(pair.there.get(), F_SETFL, O_NONBLOCK);
    while (read(pair.there.get(), sink.data(), sink.size()) > 0) {
    }
  });
  run_at_most_5_s(loop);
  CHECK(drained);
  CHECK_FALSE(told_early);
}

TEST_CASE("a loop that was stopped runs again") {
  EventLoop loop;
  int turns = 0;
  loop.soon([&] {
    ++turns;
    loop.stop();
  });
  loop.run();
  loop.soon([&] { ++turns; });
  loop.run();
  CHECK(turns == 2);
}
