// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/run_view.h"

#include <doctest/doctest.h>

#include "tests/scenario/fake_environment.h"

namespace gonogo {
namespace {

struct Screen {
  test::FakeClock clock;
  test::FakeProcesses processes;
  std::string text;
  World world{.clock = clock, .processes = processes};
  std::vector<Scenario> scenarios{{.id = "1", .name = "one"}, {.id = "2", .name = "two"}};

  explicit Screen(bool terminal) {
    world.out = {[this](std::string_view more) { text += more; }, terminal};
    world.err = world.out;
  }
  ScenarioResult result(size_t i, Outcome outcome) const {
    return {.id = scenarios[i].id,
            .name = scenarios[i].name,
            .kind = "unit",
            .outcome = outcome,
            .reason = outcome == Outcome::failed ? "expected status 409, got 201" : ""};
  }
};

}  // namespace

TEST_CASE("without a terminal lines come in the order of the files, and nothing moves") {
  Screen screen(false);
  Options options;
  options.color = "never";
  RunView view(screen.scenarios, options, screen.world, true);
  const RunListener listener = view.listener();
  listener.started(screen.scenarios[0]);
  listener.started(screen.scenarios[1]);
  listener.ended(screen.result(1, Outcome::passed));
  listener.waiting();
  CHECK(screen.text.empty());
  listener.ended(screen.result(0, Outcome::failed));
  view.close();
  const size_t one = screen.text.find("one");
  CHECK(one < screen.text.find("expected status 409, got 201"));
  CHECK(one < screen.text.find("two"));
  CHECK(screen.text.find('\x1b') == std::string::npos);
}

TEST_CASE("what never ran does not hold back what did") {
  Screen screen(false);
  RunView view(screen.scenarios, {}, screen.world, true);
  view.listener().ended(screen.result(1, Outcome::passed));
  view.close();
  CHECK(screen.text.find("two") != std::string::npos);
}

TEST_CASE("a terminal shows what runs, for how long, and failures at once; in the end only lines") {
  Screen screen(true);
  Options options;
  options.color = "never";
  RunView view(screen.scenarios, options, screen.world, true);
  const RunListener listener = view.listener();
  listener.started(screen.scenarios[0]);
  listener.started(screen.scenarios[1]);
  screen.clock.sleep(Milliseconds(1200));
  screen.text.clear();
  listener.waiting();
  CHECK(screen.text ==
        "\x1b[3A\x1b[J  0 of 2 done  1.2 s\n  runs  one  1.2 s\n  runs  two  1.2 s\n");
  screen.text.clear();
  listener.tries_again(screen.scenarios[1]);
  CHECK(screen.text.find("  again two") != std::string::npos);
  screen.text.clear();
  listener.ended(screen.result(1, Outcome::failed));
  CHECK(screen.text.starts_with("\x1b[3A\x1b[J  unit"));
  CHECK(screen.text.find("1 of 2 done, 1 failed") != std::string::npos);
  listener.ended(screen.result(0, Outcome::passed));
  screen.text.clear();
  view.close();
  CHECK(screen.text == "\x1b[1A\x1b[J");
}

TEST_CASE("neither --ci nor -q redraw, and JSON keeps stdout to itself") {
  for (const bool ci : {true, false}) {
    Screen screen(true);
    Options options;
    options.ci = ci;
    options.quiet = !ci;
    RunView view(screen.scenarios, options, screen.world, true);
    view.listener().started(screen.scenarios[0]);
    view.listener().waiting();
    CHECK(screen.text.empty());
  }
  Screen screen(false);
  std::string progress;
  screen.world.err = {[&](std::string_view more) { progress += more; }, false};
  Options options;
  options.format = "json";
  RunView view(screen.scenarios, options, screen.world, true);
  view.listener().ended(screen.result(0, Outcome::passed));
  CHECK(screen.text.empty());
  CHECK(progress.find("one") != std::string::npos);
}

}  // namespace gonogo
