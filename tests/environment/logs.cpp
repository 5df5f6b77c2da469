// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/logs.h"

#include <doctest/doctest.h>
#include <unistd.h>

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
  logs.link("web/app", "awslogs/ecs/shop/web/app/0123");
  logs.link("web/app", "awslogs/ecs/shop/web/app/0123");  // after a restart
  print(*ends, "hello\n", "");
  settle(loop);
  CHECK(test::read_text(folder.path() + "/awslogs/ecs/shop/web/app/0123").find("hello") !=
        std::string::npos);
}
