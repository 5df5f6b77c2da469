// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/run/run_all.h"
#include "tests/scenario/fake_environment.h"

namespace gonogo {
namespace {

/// Worlds whose every answer is 200, and how many of them were asked for.
struct CountingSource final : EnvironmentSource {
  int worlds = 0;
  Result<std::unique_ptr<Environment>> next() override {
    ++worlds;
    auto environment = std::make_unique<test::FakeEnvironment>();
    environment->on_http = [](const HttpRequest&) { return HttpResponse{.status = 200}; };
    return environment;
  }
};

std::vector<Scenario> scenarios_of(const std::string& file, const std::vector<std::string>& heads) {
  std::string text;
  for (const std::string& head : heads)
    text += "---\n" + head +
            "\nkind: acceptance\nsteps:\n  - http: GET http://frontend/\n"
            "    expect: {status: 200}\n";
  ScenarioFile read = read_scenarios(text, file);
  REQUIRE_FALSE(has_errors(read.findings));
  return read.scenarios;
}

int worlds_for(const std::vector<Scenario>& scenarios) {
  test::Stage stage;
  CountingSource source;
  RunResult result;
  run_all(scenarios, source, stage.world, stage.redactor, {}, {}, result);
  CHECK(result.scenarios.size() == scenarios.size());
  return source.worlds;
}

}  // namespace

TEST_CASE("every scenario has a world of its own, a kept one that of its predecessor") {
  CHECK(worlds_for(scenarios_of("a.yaml", {"scenario: one", "scenario: two"})) == 2);
  CHECK(worlds_for(scenarios_of("a.yaml", {"scenario: one", "scenario: two\nstate: kept"})) == 1);
}

TEST_CASE("a kept scenario whose predecessor was skipped does not get another file's world") {
  auto all = scenarios_of("a.yaml", {"scenario: one"});
  for (Scenario& each :
       scenarios_of("b.yaml", {"scenario: first\nskip: not today", "scenario: second\nstate: kept",
                               "scenario: third\nstate: kept"}))
    all.push_back(std::move(each));
  CHECK(worlds_for(all) == 2);
}

TEST_CASE("what the last step of a world brings down is seen") {
  test::Stage stage;
  struct Source final : EnvironmentSource {
    test::FakeClock& clock;
    Moment asked{};
    explicit Source(test::FakeClock& given) : clock(given) {}
    Result<std::unique_ptr<Environment>> next() override {
      auto environment = std::make_unique<test::FakeEnvironment>();
      environment->on_http = [this](const HttpRequest&) {
        asked = clock.now();
        return HttpResponse{.status = 200};
      };
      // The process needs a moment to end.
      environment->on_loss = [this]() -> std::optional<Loss> {
        if (clock.now() < asked + Milliseconds(200)) return std::nullopt;
        return Loss{.kind = Loss::Kind::product, .who = "backend/app", .what = "exited"};
      };
      return environment;
    }
  } source(stage.clock);
  RunResult result;
  run_all(scenarios_of("a.yaml", {"scenario: one", "scenario: two\nstate: kept",
                                  "scenario: three\nstate: kept\nskip: not today"}),
          source, stage.world, stage.redactor, {}, {}, result);
  REQUIRE(result.scenarios.size() == 3);
  CHECK(result.scenarios[1].outcome == Outcome::failed);
  CHECK(result.scenarios[1].reason == "backend/app exited");
  CHECK(std::find(result.crashed.begin(), result.crashed.end(), "a.yaml#two") != result.crashed.end());
  REQUIRE(result.loss);
  CHECK(result.loss->kind == Loss::Kind::product);
}

TEST_CASE("a second try after what it builds upon failed is no pass") {
  test::Stage stage;
  struct Source final : EnvironmentSource {
    int requests = 0;
    Result<std::unique_ptr<Environment>> next() override {
      auto environment = std::make_unique<test::FakeEnvironment>();
      // The first world: 200, 500; the second: 500, 200.
      environment->on_http = [this](const HttpRequest&) {
        ++requests;
        return HttpResponse{.status = requests == 2 || requests == 3 ? 500 : 200};
      };
      return environment;
    }
  } source;
  RunResult result;
  run_all(scenarios_of("a.yaml", {"scenario: one", "scenario: two\nstate: kept"}), source,
          stage.world, stage.redactor, {}, {}, result);
  REQUIRE(result.scenarios.size() == 2);
  CHECK(source.requests == 4);
  CHECK(result.scenarios[1].outcome == Outcome::failed);
  CHECK(result.scenarios[1].reason == "expected status 200, got 500");
  CHECK(result.scenarios[1].attempts.size() == 2);
}

TEST_CASE("whose doing it is that an environment does not start") {
  struct Row {
    const char* code;
    StartFailure::Kind kind;
  };
  for (const Row& row :
       {Row{"task-stopped", StartFailure::Kind::product},
        Row{"never-healthy", StartFailure::Kind::product},
        Row{"sql-failed", StartFailure::Kind::product},
        Row{"secret-missing", StartFailure::Kind::input}, Row{"not-yet", StartFailure::Kind::input},
        Row{"service-lost", StartFailure::Kind::infrastructure},
        Row{"no-image", StartFailure::Kind::infrastructure},
        Row{"git-unreadable", StartFailure::Kind::infrastructure},
        Row{"never-heard-of", StartFailure::Kind::infrastructure}}) {
    CAPTURE(std::string(row.code));
    CHECK(classify_start({.code = row.code}) == row.kind);
  }
}

}  // namespace gonogo
