// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/logs.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include "emulator/base/text.h"
#include "tests/environment/fake_engine.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

void print(const OutputEnds& ends, const std::string& out, const std::string& err) {
  REQUIRE(write(ends.out.get(), out.data(), out.size()) == static_cast<ssize_t>(out.size()));
  REQUIRE(write(ends.err.get(), err.data(), err.size()) == static_cast<ssize_t>(err.size()));
}

/// Runs the loop for a moment.
void settle(EventLoop& loop) {
  loop.at(SystemClock().now() + Milliseconds(20), [&loop] { loop.stop(); });
  loop.run();
}

}  // namespace

TEST_CASE("lines carry their time, container and stream; the last ones are remembered") {
  test::TemporaryFolder folder;
  EventLoop loop;
  const SystemClock clock;
  Logs logs(loop, clock, folder.path());
  {
    const auto ends = logs.open("web/app");
    REQUIRE(ends);
    print(*ends, "one\ntwo\n", "bad\n");
    settle(loop);
    print(*ends, "no end of line", "");
  }
  settle(loop);
  const std::string text = test::read_text(folder.path() + "/web/app.log");
  CHECK(text.find("Z web/app out one\n") != std::string::npos);
  CHECK(text.find("Z web/app err bad\n") != std::string::npos);
  CHECK(text.find("Z web/app out no end of line\n") != std::string::npos);
  CHECK(logs.last_lines("web/app", 1) == std::vector<std::string>{"no end of line"});
  CHECK(logs.last_lines("nobody", 3).empty());
}

TEST_CASE("awslogs are kept by group and stream") {
  test::TemporaryFolder folder;
  EventLoop loop;
  const SystemClock clock;
  Logs logs(loop, clock, folder.path());
  const auto ends = logs.open("web/app");
  REQUIRE(ends);
  REQUIRE(logs.forward("web/app", {.stream = "ecs/shop/web/app/0123"}));
  REQUIRE(logs.forward("web/app", {.stream = "ecs/shop/web/app/0123"}));  // after a restart
  print(*ends, "hello\n", "");
  settle(loop);
  CHECK(test::read_text(folder.path() + "/awslogs/ecs/shop/web/app/0123").find("hello") !=
        std::string::npos);
}

namespace {

/// What a stream holds of `text` under these options, without the times of its events.
std::string events_of(const std::string& text, const std::map<std::string, std::string>& options) {
  test::TemporaryFolder folder;
  EventLoop loop;
  const SystemClock clock;
  Logs logs(loop, clock, folder.path());
  {
    const auto ends = logs.open("web/app");
    REQUIRE(ends);
    REQUIRE(logs.forward("web/app", awslogs_options({"awslogs", options}, "g/s")));
    print(*ends, text, "");
  }
  settle(loop);
  std::string events;
  for (const std::string& line : split_lines(test::read_text(folder.path() + "/awslogs/g/s")))
    events += line.starts_with("20") ? "* " + line.substr(line.find(' ') + 1) + "\n" : line + "\n";
  return events;
}

}  // namespace

TEST_CASE("lines up to the next that matches awslogs-multiline-pattern are one event") {
  CHECK(events_of("ERROR a\n  at x\n  at y\nINFO b\n",
                  {{"awslogs-multiline-pattern", "^(ERROR|INFO) "}}) ==
        "* ERROR a\n  at x\n  at y\n* INFO b\n");
}

TEST_CASE("lines up to the next with awslogs-datetime-format are one event") {
  CHECK(events_of("[01/Feb/2026 10:00:00] a\n  more\n[41/Feb/2026 10:00:00] b\n",
                  {{"awslogs-datetime-format", "\\[%d/%b/%Y %H:%M:%S\\]"}}) ==
        "* [01/Feb/2026 10:00:00] a\n  more\n[41/Feb/2026 10:00:00] b\n");
}

TEST_CASE("an event ends where the driver's patience does") {
  test::TemporaryFolder folder;
  EventLoop loop;
  const SystemClock clock;
  const auto file = EventFile::open(loop, clock, folder.path() + "/s", "^A");
  REQUIRE(file);
  (*file)->add("A " + std::string(200'000, 'x'));
  (*file)->add(std::string(100'000, 'y'));  // more than an event of CloudWatch has
  CHECK(test::read_text(folder.path() + "/s").size() > 200'000);
  CHECK(test::read_text(folder.path() + "/s").size() < 210'000);
}

TEST_CASE("a pattern that can't be read keeps the container from starting, in the driver's words") {
  test::TemporaryFolder folder;
  EventLoop loop;
  const SystemClock clock;
  Logs logs(loop, clock, folder.path());
  REQUIRE(logs.open("web/app"));
  const auto done = logs.forward("web/app", {.stream = "g/s", .pattern = "(["});
  REQUIRE_FALSE(done);
  CHECK(done.error().what.starts_with(
      "ResourceInitializationError: failed to validate logger args: awslogs could not parse "
      "multiline pattern key \"([\""));
}

TEST_CASE("a full buffer of mode non-blocking loses lines until it has been sent") {
  LogBuffer buffer(10U << 20U);
  const Moment begin{};
  int taken = 0;
  for (int i = 0; i < 12; ++i) taken += buffer.take(1U << 20U, begin) ? 1 : 0;
  CHECK(taken == 10);
  CHECK(buffer.lost() == 2);
  CHECK(buffer.take(4U << 20U, begin + Milliseconds(1'000)));  // 5 MiB are sent in a second
  CHECK_FALSE(buffer.take(2U << 20U, begin + Milliseconds(1'000)));
  CHECK(LogBuffer(10).take(100, begin));  // one line is always taken
}

TEST_CASE("the mode and its buffer are those of the options") {
  const auto buffer_of = [](const std::map<std::string, std::string>& options) {
    return awslogs_options({"awslogs", options}, "s").buffer;
  };
  CHECK(buffer_of({}) == 10U << 20U);
  CHECK(buffer_of({{"mode", "non-blocking"}, {"max-buffer-size", "25m"}}) == 25U << 20U);
  CHECK(buffer_of({{"mode", "blocking"}}) == 0);
}

TEST_CASE("what awslogs would lose is counted, told once, and kept in the container's log") {
  test::TemporaryFolder folder;
  EventLoop loop;
  const test::StillClock clock;  // nothing is sent meanwhile
  Logs logs(loop, clock, folder.path());
  const auto ends = logs.open("web/app");
  REQUIRE(ends);
  REQUIRE(logs.forward("web/app", {.stream = "g/s", .buffer = 20}));
  print(
      *ends,
      std::string(15, 'a') + "\n" + std::string(8'000, 'b') + "\n" + std::string(8'000, 'c') + "\n",
      "");
  settle(loop);
  CHECK(logs.lost_lines("web/app") == 2);
  const std::string text = test::read_text(folder.path() + "/web/app.log");
  CHECK(text.find("ccc") != std::string::npos);
  const std::string told = "gonogo: from here on awslogs would lose lines";
  CHECK(text.find(told) != std::string::npos);
  CHECK(text.find(told) == text.rfind(told));
}
