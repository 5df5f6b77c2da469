// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "emulator/scenario/overrides.h"
#include "tests/scenario/fake_environment.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

/// Keeps what MySQL and Redis were told; refuses what begins with BAD.
struct FixtureRecorder {
  Stage stage{};
  std::vector<std::string> told{};

  FixtureRecorder() {
    stage.environment.sql_client.answer = [this](const std::string& statement,
                                                 const std::vector<Value>& parameters) {
      told.push_back(statement + " " + to_json(Value(parameters)));
      SqlOutcome outcome;
      if (statement.starts_with("BAD")) outcome.error = SqlError{1064, "syntax"};
      return Result<SqlOutcome>(outcome);
    };
    stage.environment.redis_client.answer = [this](const std::vector<std::string>& words) {
      Value list = Value::array();
      for (const std::string& word : words) list.push(word);
      told.push_back(to_json(list));
      return Result<RedisReply>(RedisReply{Value("OK"), "status"});
    };
  }
};

const std::string pinging = "steps: [{redis: PING, expect: {value: OK}}]\n";

}  // namespace

TEST_CASE("files are found beside the scenario and loaded in order, before the steps") {
  const TemporaryFolder folder;
  folder.write("a.sql", "INSERT INTO t VALUES (1);\nDELETE FROM t;\n");
  folder.write("b.redis", "# a comment\n\nSET k 'a b'\n");
  folder.write("c.json", R"({"t": [{"id": 2, "data": {"x": 1}}]})");
  FixtureRecorder recorder;
  recorder.stage.context.project_folder = folder.path();
  const Attempt attempt = recorder.stage.run_steps("fixtures: [a.sql, b.redis, c.json]\n" + pinging);
  CHECK(first_failure(attempt) == "");
  CHECK(attempt.outcome == Outcome::passed);
  CHECK(recorder.told ==
        std::vector<std::string>{
            "INSERT INTO t VALUES (1) []", "DELETE FROM t []", R"(["SET","k","a b"])",
            R"(INSERT INTO `t` (`id`, `data`) VALUES (?, ?) [2,"{\"x\":1}"])", R"(["PING"])"});
}

TEST_CASE("rows can stand in the scenario, with variables") {
  FixtureRecorder recorder;
  const Attempt attempt = recorder.stage.run_steps(
      "vars: {n: 7}\nfixtures: {\"a`b\": [{id: \"${n}\", x: null}]}\n" + pinging);
  CHECK(attempt.outcome == Outcome::passed);
  CHECK(recorder.told.at(0) == "INSERT INTO `a``b` (`id`, `x`) VALUES (?, ?) [7,null]");
}

TEST_CASE("a fixture that MySQL refuses fails with its line; one that is not there is errored") {
  const TemporaryFolder folder;
  folder.write("a.sql", "SELECT 1;\n\nBAD;\n");
  FixtureRecorder recorder;
  recorder.stage.context.project_folder = folder.path();
  const Attempt bad = recorder.stage.run_steps("fixtures: [a.sql]\n" + pinging);
  CHECK(bad.outcome == Outcome::failed);
  CHECK(to_text(bad.steps.at(0).error->where) == "a.sql:3:1");
  CHECK(recorder.stage.run_steps("fixtures: [none.sql]\n" + pinging).outcome == Outcome::errored);
}

TEST_CASE("variables of the environment that change a scenario are told") {
  const ScenarioFile file = read_scenarios(
      "scenario: s\nkind: unit\nvars: {a: \"${env.A:-1}\", b: \"${env.B:-1}\"}\n"
      "steps: [{redis: \"SET ${env.C} ${env.D:-x}\", expect: {value: OK}}]\n",
      "s.yaml");
  REQUIRE(file.findings.empty());
  const auto found = environment_overrides(
      file.scenarios, {{"A", "1"}, {"B", "2"}, {"C", "3"}, {"D", ""}, {"E", "5"}});
  REQUIRE(found.size() == 2);
  CHECK(found[0].name == "env.B");
  CHECK(found[0].value == "2");
  CHECK(found[1].name == "env.C");
}

TEST_CASE("a CSV file fills the table that it is named after; an empty cell is NULL") {
  FixtureRecorder recorder;
  TemporaryFolder folder;
  folder.write("entries.csv", "id,email\n1,a@b.c\n2,\n");
  folder.write("odd.csv", "id\n1,2\n");
  recorder.stage.context.project_folder = folder.path();
  const Attempt attempt = recorder.stage.run_steps("fixtures: [entries.csv]\n" + pinging);
  CHECK(attempt.outcome == Outcome::passed);
  REQUIRE(recorder.told.size() == 3);
  CHECK(recorder.told[0] ==
        "INSERT INTO `entries` (`id`, `email`) VALUES (?, ?) [\"1\",\"a@b.c\"]");
  CHECK(recorder.told[1] == "INSERT INTO `entries` (`id`, `email`) VALUES (?, ?) [\"2\",null]");
  for (const char* other : {R"({"users": {"email": 1}})", R"([{"email": "x"}])", "3", "{}",
                            R"({"users": [{"a": 1}, "b"]})", R"({"users": [{}]})"}) {
    CAPTURE(std::string(other));
    recorder.told.clear();
    folder.write("shape.json", other);
    const Attempt shaped = recorder.stage.run_steps("fixtures: [shape.json]\n" + pinging);
    CHECK(shaped.outcome != Outcome::passed);
    REQUIRE(shaped.steps.at(0).error);
    CHECK(shaped.steps[0].error->code == "fixture-refused");
    CHECK(shaped.steps[0].error->where.file == "shape.json");
    CHECK(recorder.told.empty());
  }
  const Attempt bad = recorder.stage.run_steps("fixtures: [odd.csv]\n" + pinging);
  REQUIRE(bad.steps.at(0).error);
  CHECK(bad.steps[0].error->code == "fixture-refused");
  CHECK(to_text(bad.steps[0].error->where) == "odd.csv:2:1");
}
