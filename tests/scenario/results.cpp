// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "emulator/scenario/json_path.h"
#include "emulator/scenario/scenario_result.h"
#include "emulator/scenario/value_text.h"

using namespace gonogo;

namespace {

ScenarioResult whole_result() {
  const StepResult step{
      .name = "enter",
      .verb = "http",
      .file = "s.yaml",
      .line = 4,
      .duration = Nanoseconds(12'345'678),
      .outcome = Outcome::failed,
      .request = "POST http://a/",
      .response = "201",
      .rows = "id\n1\n",
      .output = "out",
      .repro = "curl",
      .attempts = 3,
      .checks = {{"status", {5, 22}, "eq", "409", "201", false},
                 {"$.id", {}, "gt", "0", "8", true}},
      .captures = {{"id", Value(8)}, {"list", Value(Value::Array{Value(1), Value()})}},
      .error = Error{.code = "timed-out",
                     .what = "w",
                     .where = {"s.yaml", {4, 5}, "/steps/0"},
                     .seen = "s",
                     .hint = "h"},
      .evidence = {"evidence/x.json"}};
  Attempt attempt{.started = from_rfc3339("2026-11-24T14:00:00.123456789Z"),
                  .duration = Nanoseconds(99'000'000'001),
                  .outcome = Outcome::failed};
  attempt.steps = {step, StepResult{.name = "b", .verb = "sql", .outcome = Outcome::skipped}};
  attempt.log_lines = {"a line"};
  return {.id = "s.yaml#s[1]",
          .name = "s",
          .file = "s.yaml",
          .line = 1,
          .kind = "unit",
          .tags = {"a", "b"},
          .issue = "X-1",
          .outcome = Outcome::flaky,
          .reason = "because",
          .attempts = {attempt, Attempt{}},
          .cases = {{"n", "c", Outcome::errored, Nanoseconds(1), "m"}},
          .started = Nanoseconds(7),
          .ended = Nanoseconds(1'000'000'007)};
}

}  // namespace

TEST_CASE("a result goes to JSON and back without loss") {
  const Value value = to_value(whole_result());
  const ScenarioResult read = scenario_result_of(*parse_json(to_json(value), "results.json"));
  CHECK(to_json(to_value(read), 1) == to_json(value, 1));
  const StepResult& step = read.attempts.at(0).steps.at(0);
  CHECK(step.duration == Nanoseconds(12'345'678));
  CHECK(step.error->where.pointer == "/steps/0");
  CHECK(step.checks[0].mark == Mark{5, 22});
  CHECK(step.attempts == 3);
  CHECK(read.attempts[0].duration == Nanoseconds(99'000'000'001));
  CHECK(read.attempts[0].started == whole_result().attempts[0].started);
  CHECK(read.cases.at(0).outcome == Outcome::errored);
  CHECK(read.ended == Nanoseconds(1'000'000'007));
}

TEST_CASE("every outcome has a word, an unknown word is no pass") {
  for (const Outcome outcome : {Outcome::passed, Outcome::failed, Outcome::errored,
                                Outcome::skipped, Outcome::flaky, Outcome::not_run})
    CHECK(outcome_of(to_text(outcome)) == outcome);
  CHECK(outcome_of("PASSED") == Outcome::not_run);
}

TEST_CASE("a singular path gives its node, any other the list, nothing is missing") {
  const Value document = *parse_json(R"({"a":[{"n":1},{"n":2}],"z":null})", "d");
  const auto value = [&](std::string_view path) {
    return printed(parse_json_path(path)->value_in(document));
  };
  CHECK(value("$.a[1].n") == "2");
  CHECK(value("$.z") == "null");
  CHECK(value("$.a[*].n") == "[1,2]");
  CHECK(value("$.a[0:1].n") == "[1]");
  CHECK(value("$.b") == "missing");
  CHECK(value("$.b[*]") == "missing");
}

TEST_CASE("long values are cut between characters and say so") {
  CHECK(cut("short", 10) == "short");
  CHECK(cut("aå", 2) == "a… (1 of 3 bytes)");
}
