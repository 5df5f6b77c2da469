// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/scenario/fake_environment.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

/// Redis answers 1, 2, 3, …, each after `takes`.
struct Counting {
  Stage stage{};
  int asked = 0;
  Milliseconds takes{0};

  Counting() {
    stage.environment.redis_client.answer = [this](auto&) {
      stage.clock.time += takes;
      return Result<RedisReply>(RedisReply{Value(++asked), "integer"});
    };
  }

  Milliseconds passed() const {
    return std::chrono::floor<Milliseconds>(stage.clock.time.time_since_epoch()) -
           Milliseconds(1'000);
  }
};

}  // namespace

TEST_CASE("a retry goes on until the step's own expectation holds") {
  Counting test;
  const Attempt attempt = test.stage.run_steps(
      "steps: [{redis: INCR x, expect: {value: 4}, retry: {for: 2s, every: 100ms}}]");
  CHECK(attempt.outcome == Outcome::passed);
  CHECK(attempt.steps.at(0).attempts == 4);
  CHECK(test.passed() == Milliseconds(300));
}

TEST_CASE("a retry ends after its time with the last answer") {
  Counting test;
  const Attempt attempt = test.stage.run_steps(
      "steps: [{redis: INCR x, expect: {value: 0}, retry: {for: 1s, every: 300ms}}]");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(attempt.steps.at(0).attempts == 5);
  CHECK(test.passed() == Milliseconds(1'000));
  CHECK(first_failure(attempt) == "expected value 0, got 5");
}

TEST_CASE("backoff makes the pauses longer") {
  Counting test;
  const Attempt attempt = test.stage.run_steps(
      "steps: [{redis: INCR x, expect: {value: 4}, retry: {for: 9s, every: 100ms, backoff: 2}}]");
  CHECK(attempt.outcome == Outcome::passed);
  CHECK(test.passed() == Milliseconds(700));
}

TEST_CASE("until decides when to stop, then the expectation is judged") {
  Counting test;
  const Attempt attempt = test.stage.run_steps(
      "steps: [{redis: INCR x, expect: {value: 9}, retry: {for: 9s, every: 100ms, until: {value: "
      "{ge: 3}}}}]");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(attempt.steps.at(0).attempts == 3);
  CHECK(first_failure(attempt) == "expected value 9, got 3");
}

TEST_CASE("an until that never holds fails, although the expectation holds") {
  Counting test;
  const Attempt attempt = test.stage.run_steps(
      "steps: [{redis: INCR x, expect: {value: {gt: 0}}, retry: {for: 1s, every: 100ms, until: "
      "{value: 0}}}]");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(attempt.steps.at(0).attempts == 11);
}

TEST_CASE("unless ends a retry at once") {
  Counting test;
  const Attempt attempt = test.stage.run_steps(
      "steps: [{redis: INCR x, expect: {value: 9}, retry: {for: 9s, every: 100ms, unless: {value: "
      "2}}}]");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(attempt.steps.at(0).attempts == 2);
  CHECK(first_failure(attempt) == "value became 2, which ends the retry");
}

TEST_CASE("a retry outlasts errors, but not the loss of the environment") {
  for (const auto& [code, tries] :
       {std::pair<std::string, int>{"connection-lost", 3}, {"environment-lost", 1}}) {
    Stage stage;
    int asked = 0;
    const Error gone{.code = code, .what = "gone"};
    stage.environment.redis_client.answer = [&](auto&) {
      if (++asked < 3) return Result<RedisReply>(fail(gone));
      return Result<RedisReply>(RedisReply{Value(1), "integer"});
    };
    const Attempt attempt =
        stage.run_steps("steps: [{redis: PING, expect: {value: 1}, retry: {for: 2s}}]");
    CHECK(attempt.steps.at(0).attempts == tries);
    CHECK(attempt.outcome == (tries == 3 ? Outcome::passed : Outcome::errored));
  }
}

TEST_CASE("wait tries the step inside") {
  Counting test;
  const Attempt attempt = test.stage.run_steps(
      "steps: [{wait: {name: three, redis: INCR x, expect: {value: 3}, capture: {n: value}}}, "
      "{redis: GET x, expect: {value: 4}}]");
  CHECK(attempt.outcome == Outcome::passed);
  CHECK(attempt.steps.at(0).verb == "wait");
  CHECK(attempt.steps[0].name == "three");
  CHECK(attempt.steps[0].attempts == 3);
  CHECK(attempt.steps[0].captures.size() == 1);
  CHECK(test.passed() == Milliseconds(40));
}

TEST_CASE("a step that takes longer than its timeout has failed") {
  Counting test;
  test.takes = Milliseconds(3'000);
  const Attempt attempt =
      test.stage.run_steps("steps: [{redis: INCR x, timeout: 2s, expect: {value: 1}}]");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(attempt.steps.at(0).error->code == "timed-out");
}

TEST_CASE("the scenario's timeout bounds retries and the steps after it; finally still runs") {
  Counting test;
  const Attempt attempt = test.stage.run_steps(R"(
timeout: 3s
steps:
  - {redis: INCR x, expect: {value: {gt: 0}}}
  - {redis: INCR x, expect: {value: 0}, retry: {for: 1h, every: 1s}}
finally:
  - {redis: DEL x}
)");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(test.passed() == Milliseconds(3'000));
  CHECK(attempt.steps.size() == 3);
  CHECK(attempt.steps[2].outcome == Outcome::passed);
}

TEST_CASE("a step that begins after the scenario's timeout is not tried") {
  Counting test;
  test.takes = Milliseconds(1'000);
  const Attempt attempt = test.stage.run_steps(R"(
timeout: 2s
steps: [{redis: INCR x, expect: {value: 1}}, {redis: INCR x}, {redis: INCR x}]
)");
  CHECK(attempt.outcome == Outcome::failed);
  REQUIRE(attempt.steps.size() == 3);
  CHECK(attempt.steps[2].error->code == "scenario-timed-out");
  CHECK(test.asked == 2);
}

TEST_CASE("a request gets what is left of the times that bound it") {
  Stage stage;
  std::vector<Milliseconds> given;
  stage.environment.on_http = [&](const HttpRequest& request) {
    given.push_back(request.timeout);
    stage.clock.time += Milliseconds(1'500);
    return Result<HttpResponse>(json_response(200, ""));
  };
  stage.run_steps(R"(
timeout: 5s
steps:
  - {http: 'GET http://a/', timeout: 2s, expect: {status: 200}}
  - {http: 'GET http://a/'}
  - {http: 'GET http://a/', retry: {for: 100ms, until: {status: 201}}}
)");
  REQUIRE(given.size() == 3);
  CHECK(given[0] == Milliseconds(2'000));
  CHECK(given[1] == Milliseconds(3'500));
  CHECK(given[2] == Milliseconds(1'000));
}
