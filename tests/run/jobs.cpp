// SPDX-License-Identifier: Apache-2.0
// Several scenarios at a time, over worlds that answer what a test tells them to. Runs once more
// under the thread sanitizer by `make torture`.
#include <doctest/doctest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "emulator/io/document.h"
#include "emulator/run/run_all.h"
#include "tests/scenario/fake_environment.h"

namespace gonogo {
namespace {

/// What the worlds of a test have in common.
struct Stagehands {
  test::HttpAnswer answer;
  std::atomic<int> worlds{0};
  std::atomic<int> busy{0};
  std::atomic<int> most_busy{0};
  std::atomic<int> detached{0};
};

struct BusyEnvironment final : test::FakeEnvironment {
  explicit BusyEnvironment(Stagehands& hands, int number) : hands_(hands) {
    the_plan.environment = "world-" + std::to_string(number);
    on_http = [&hands](const HttpRequest& request) {
      const int busy = ++hands.busy;
      int most = hands.most_busy;
      while (busy > most && !hands.most_busy.compare_exchange_weak(most, busy)) {
      }
      auto answer = hands.answer(request);
      --hands.busy;
      return answer;
    };
  }
  Result<Done> detach() override {
    ++hands_.detached;
    return Done{};
  }
  std::vector<TimelineEntry> timeline() override {
    return {{.t = Milliseconds(5), .who = the_plan.environment, .event = "ready"}};
  }
  Stagehands& hands_;
};

struct BusySource final : EnvironmentSource {
  explicit BusySource(Stagehands& hands) : hands_(hands) {}
  Result<std::unique_ptr<Environment>> next() override {
    return std::make_unique<BusyEnvironment>(hands_, ++hands_.worlds);
  }
  Stagehands& hands_;
};

std::vector<Scenario> scenarios_named(const std::vector<std::string>& names,
                                      const std::string& more = "") {
  std::string text;
  for (const std::string& name : names)
    text += "---\nscenario: " + name + "\nkind: acceptance\n" + more + "steps:\n" +
            "  - http: GET http://frontend/" + name + "\n    expect: {status: 200}\n";
  ScenarioFile read = read_scenarios(text, "s.yaml");
  REQUIRE_FALSE(has_errors(read.findings));
  return read.scenarios;
}

const std::vector<std::string> ten{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};

/// A run with a real clock: several threads ask it.
struct Play {
  Stagehands hands;
  SystemClock clock;
  test::FakeProcesses processes;
  World world{.clock = clock, .processes = processes};
  Redactor redactor;
  RunResult result;
  std::vector<std::string> heard;

  void run(const std::vector<Scenario>& scenarios, RunOptions options) {
    options.watched = Milliseconds(0);
    BusySource source(hands);
    RunListener listener;
    listener.started = [&](const Scenario& each) { heard.push_back("started " + each.name); };
    listener.tries_again = [&](const Scenario& each) { heard.push_back("again " + each.name); };
    listener.ended = [&](const ScenarioResult& each) {
      heard.push_back(std::string(to_text(each.outcome)) + " " + each.name);
    };
    listener.left_up = [&](const std::string& name) { heard.push_back("left up " + name); };
    run_all(scenarios, source, world, redactor, options, listener, result);
  }

  std::string outcomes() const {
    std::string text;
    for (const ScenarioResult& each : result.scenarios)
      text += each.name + ":" + std::string(to_text(each.outcome)) + " ";
    return text;
  }
};

/// Opens when so many wait in front of it; nobody waits longer than two seconds.
class Gate {
 public:
  explicit Gate(int wanted) : wanted_(wanted) {}
  bool pass() {
    std::unique_lock lock(mutex_);
    ++there_;
    changed_.notify_all();
    return changed_.wait_for(lock, std::chrono::seconds(2), [&] { return there_ >= wanted_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int wanted_;
  int there_ = 0;
};

}  // namespace

TEST_CASE("so many scenarios run at a time as there are jobs, each in its own world") {
  for (const int jobs : {1, 2, 4}) {
    CAPTURE(jobs);
    Play play;
    Gate gate(jobs);
    play.hands.answer = [&](const HttpRequest&) {
      CHECK(gate.pass());
      return test::json_response(200, "{}");
    };
    play.run(scenarios_named(ten), {.jobs = jobs});
    CHECK(play.hands.most_busy == jobs);
    CHECK(play.hands.worlds == 10);
    CHECK(play.result.timeline.size() == 10);
    CHECK(play.heard.size() == 20);
  }
}

TEST_CASE("results stand in the order of the files, whoever was faster and begun first") {
  for (const auto shuffle : {std::optional<std::uint64_t>{}, std::optional<std::uint64_t>{3}}) {
    Play play;
    play.hands.answer = [](const HttpRequest& request) {
      if (request.url.ends_with("/a")) std::this_thread::sleep_for(Milliseconds(20));
      return test::json_response(request.url.ends_with("/c") ? 500 : 200, "{}");
    };
    play.run(scenarios_named(ten), {.jobs = 4, .shuffle = shuffle});
    CHECK(play.outcomes() ==
          "a:passed b:passed c:failed d:passed e:passed f:passed g:passed h:passed i:passed "
          "j:passed ");
    REQUIRE(play.result.scenarios[2].attempts.size() == 2);
    // Worlds are numbered in the order of the results too: c has had two.
    CHECK(play.result.scenarios[0].attempts[0].world == 1);
    CHECK(play.result.scenarios[2].attempts[1].world == 4);
    CHECK(play.result.scenarios[9].attempts[0].world == 11);
    CHECK(play.result.timeline.back().world == 11);
    const auto read = run_result_of(to_value(play.result));
    REQUIRE(read);
    CHECK(to_json(to_value(*read)) == to_json(to_value(play.result)));
    CHECK(read->scenarios[9].attempts[0].world == 11);
  }
}

TEST_CASE("the second try runs alone, and passing then is flaky") {
  Play play;
  std::atomic<int> tries_of_a{0};
  std::atomic<int> beside_second{0};
  std::atomic<bool> second{false};
  play.hands.answer = [&](const HttpRequest& request) {
    if (request.url.ends_with("/a") && tries_of_a++ > 0) {
      second = true;
      std::this_thread::sleep_for(Milliseconds(30));
      second = false;
    } else if (second) {
      ++beside_second;
    } else {
      std::this_thread::sleep_for(Milliseconds(2));
    }
    const bool first = request.url.ends_with("/a") && tries_of_a == 1;
    return test::json_response(first ? 500 : 200, "{}");
  };
  play.run(scenarios_named(ten), {.jobs = 4});
  CHECK(play.result.scenarios[0].outcome == Outcome::flaky);
  CHECK(beside_second == 0);
  CHECK(std::count(play.heard.begin(), play.heard.end(), "again a") == 1);
}

TEST_CASE("--fail-fast begins nothing more after a failure") {
  Play play;
  play.hands.answer = [](const HttpRequest& request) {
    return test::json_response(request.url.ends_with("/b") ? 500 : 200, "{}");
  };
  play.run(scenarios_named({"a", "b", "c", "d"}), {.fail_fast = true});
  CHECK(play.outcomes() == "a:passed b:failed c:not-run d:not-run ");
}

TEST_CASE(
    "--keep-failed leaves the world of the first failure up, untried again, and ends the run") {
  Play play;
  play.hands.answer = [](const HttpRequest& request) {
    return test::json_response(request.url.ends_with("/b") ? 500 : 200, "{}");
  };
  play.run(scenarios_named({"a", "b", "c"}), {.keep_failed = true});
  CHECK(play.outcomes() == "a:passed b:failed c:not-run ");
  CHECK(play.result.scenarios[1].attempts.size() == 1);
  CHECK(play.hands.detached == 1);
  CHECK(std::count(play.heard.begin(), play.heard.end(), "left up world-2") == 1);
}

TEST_CASE("of failures at the same time one world stays, and it is named") {
  Play play;
  Gate gate(3);
  play.hands.answer = [&](const HttpRequest&) {
    CHECK(gate.pass());
    return test::json_response(500, "{}");
  };
  play.run(scenarios_named({"a", "b", "c"}), {.keep_failed = true, .jobs = 3});
  CHECK(play.outcomes() == "a:failed b:failed c:failed ");
  CHECK(play.hands.detached == 1);
  const auto is_left_up = [](const std::string& word) { return word.starts_with("left up"); };
  CHECK(std::count_if(play.heard.begin(), play.heard.end(), is_left_up) == 1);
}

TEST_CASE("kept scenarios follow each other in one world, however many jobs there are") {
  Play play;
  play.hands.answer = test::answering(200, "{}");
  auto scenarios = scenarios_named(ten);
  for (const size_t i : {1U, 2U, 5U, 9U}) scenarios[i].kept = true;
  play.run(scenarios, {.jobs = 8, .shuffle = 5});
  CHECK(play.hands.worlds == 6);
  CHECK(play.result.scenarios[2].attempts[0].world == 1);
  CHECK(play.result.scenarios[3].attempts[0].world == 2);
}

TEST_CASE("a secret captured by one worker is out of every text in the end") {
  Play play;
  play.hands.answer = test::answering(200, R"({"token":"s3cr3t-of-a-worker"})");
  ScenarioFile read = read_scenarios(
      "scenario: s\nkind: acceptance\nsteps:\n  - http: GET http://frontend/\n"
      "    expect: {status: 200}\n    capture: {t: {from: $.token, secret: true}}\n",
      "s.yaml");
  REQUIRE_FALSE(has_errors(read.findings));
  play.run(read.scenarios, {.jobs = 2});
  CHECK(play.redactor.redact("it is s3cr3t-of-a-worker.") == "it is ***.");
}

}  // namespace gonogo
