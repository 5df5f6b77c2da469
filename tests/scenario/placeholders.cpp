// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "emulator/scenario/placeholder.h"
#include "emulator/scenario/shell_words.h"
#include "emulator/scenario/variables.h"
#include "tests/scenario/fake_environment.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

/// Answers the kind, name and part of what is asked.
Result<Value> echo(const Placeholder& asked) {
  if (asked.name == "number") return Value(7);
  if (asked.name == "list") return Value(Value::Array{Value(1), Value("a")});
  std::string text = "<" + asked.name;
  if (!asked.part.empty()) text += "|" + asked.part;
  if (asked.fallback) text += "|" + *asked.fallback;
  for (const std::string& argument : asked.arguments) text += "," + argument;
  return Value(text + ">");
}

Scenario scenario_with(std::map<std::string, Value> vars, std::map<std::string, Value> row = {}) {
  Scenario scenario{.id = "s"};
  scenario.vars = std::move(vars);
  scenario.row = std::move(row);
  return scenario;
}

std::string value_of(Variables& variables, const std::string& text) {
  const auto value = interpolate(Value(text), variables.lookup());
  return value ? to_json(*value) : value.error().code;
}

}  // namespace

TEST_CASE("what a text becomes") {
  struct Row {
    std::string text;
    std::string result;  // JSON, or the code of an error
  };
  // clang-format off
  const Row rows[] = {
      {"plain", "\"plain\""}, {"${number}", "7"}, {"${ number }", "7"}, {"n=${number}", "\"n=7\""}, {"${number}${number}", "\"77\""},
      {"${list}", "[1,\"a\"]"}, {"x${list}", "\"x[1,\\\"a\\\"]\""},
      {"$${number}", "\"${number}\""}, {"a$${b}${number}", "\"a${b}7\""}, {"$5", "\"$5\""}, {"a$", "\"a$\""}, {"{}", "\"{}\""},
      {"${task.frontend}/x", "\"<frontend>/x\""}, {"${task.frontend.published}", "\"<frontend|published>\""},
      {"${service.mysql.host}", "\"<mysql|host>\""}, {"${secret.launches/admin-token}", "\"<launches/admin-token>\""},
      {"${env.HOME}", "\"<HOME>\""}, {"${env.X:-a \"b}", "\"<X|a \\\"b>\""}, {"${env.X:-}", "\"<X|>\""},
      {"${now(\"+2d\",\"%Y}\")}", "\"<now,+2d,%Y}>\""}, {"${int(1, 100)}", "\"<int,1,100>\""}, {"${uuid()}", "\"<uuid>\""},
      {"${", "bad-placeholder"}, {"${}", "bad-placeholder"}, {"${a b}", "bad-placeholder"}, {"${uid()}", "bad-placeholder"}, {"${int(1}", "bad-placeholder"},
      {"${service.mysql}", "bad-placeholder"}, {"${service.mysql.prot}", "bad-placeholder"}, {"${task.}", "bad-placeholder"}, {"${secret.}", "bad-placeholder"},
  };
  // clang-format on
  for (const Row& row : rows) {
    INFO(row.text);
    const auto made = interpolate(Value(row.text), echo);
    CHECK((made ? to_json(*made) : made.error().code) == row.result);
  }
}

TEST_CASE("keys are filled in, too, and marks are kept") {
  Value tree = Value::object({{"k${number}", Value("${number}")}});
  tree.members()[0].value.mark = {3, 9};
  const auto made = interpolate(tree, echo);
  REQUIRE(made.has_value());
  CHECK(to_json(*made) == R"({"k7":7})");
  CHECK(made->members()[0].value.mark == Mark{3, 9});
}

TEST_CASE("of a name that several give the strongest wins") {
  Stage stage;
  const Value project("project");
  stage.context.vars = {{"a", project}, {"b", project}, {"c", project},
                        {"d", project}, {"e", project}, {"f", project}};
  stage.context.settings = {{"c", "set"}, {"d", "set"}, {"e", "set"}, {"f", "set"}};
  const Scenario scenario =
      scenario_with({{"b", "vars"}, {"c", "vars"}, {"d", "vars"}, {"e", "vars"}, {"f", "vars"}},
                    {{"d", "row"}, {"e", "row"}, {"f", "row"}});
  Generators generators(stage.context.seed, scenario.id);
  Variables variables(scenario, stage.context, generators);
  variables.capture("e", "captured");
  variables.capture("f", "captured");
  variables.set_items({{"f", "item"}});
  CHECK(value_of(variables, "${a} ${b} ${c} ${d} ${e} ${f}") ==
        R"("project vars set row captured item")");
}

TEST_CASE("variables may use others, captures and settings are taken literally") {
  Stage stage;
  stage.context.settings = {{"set", "${b}"}};
  const Scenario scenario = scenario_with(
      {{"a", "x${b}"}, {"b", 7}, {"loop", "${pool}"}, {"pool", "${loop}"}, {"r", "${random(8)}"}});
  Generators generators(stage.context.seed, scenario.id);
  Variables variables(scenario, stage.context, generators);
  variables.capture("captured", "${b}");
  CHECK(value_of(variables, "${a}") == R"("x7")");
  CHECK(value_of(variables, "${set}${captured}") == R"("${b}${b}")");
  CHECK(value_of(variables, "${loop}") == "variable-cycle");
  CHECK(value_of(variables, "${r}") == value_of(variables, "${r}"));
  CHECK(value_of(variables, "${missing}") == "unknown-variable");
}

TEST_CASE("tasks, services, secrets and the environment's variables") {
  Stage stage;
  stage.world.environment = {{"SET", "yes"}, {"EMPTY", ""}};
  stage.context.secrets = {{"launches/admin-token", Secret("s3cret-token")}};
  const Scenario scenario = scenario_with({{"user", Value::object({{"name", "Ada"}})}});
  Generators generators(stage.context.seed, scenario.id);
  Variables variables(scenario, stage.context, generators);
  struct Row {
    std::string text;
    std::string result;
  };
  const Row rows[] = {
      {"${task.frontend}/x", "\"http://frontend/x\""},
      {"${task.backend}", "\"http://backend:8080\""},
      {"${task.frontend.published}", "\"http://127.0.0.1:8080\""},
      {"${task.backend.published}", "task-not-published"},
      {"${task.back}", "unknown-task"},
      {"${service.mysql.host}:${service.mysql.port}", "\"launches-db.internal:3306\""},
      {"${service.redis.port}", "6379"},
      {"${service.kafka.port}", "unknown-service"},
      {"${secret.launches/admin-token}", "\"s3cret-token\""},
      {"${secret.launches/admin}", "unknown-secret"},
      {"${env.SET:-no}", "\"yes\""},
      {"${env.EMPTY:-no}", "\"no\""},
      {"${env.UNSET:-no}", "\"no\""},
      {"${env.UNSET}", "unknown-variable"},
      {"${user.name}", "\"Ada\""},
      {"${user.nam}", "unknown-variable"}};
  for (const Row& row : rows) {
    INFO(row.text);
    CHECK(value_of(variables, row.text) == row.result);
  }
  CHECK(stage.redactor.redact("x s3cret-token y") == "x *** y");
}

TEST_CASE("a seed repeats its values, another one and another scenario give others") {
  Stage stage;
  const auto drawn = [&](std::uint64_t seed, const std::string& id) {
    stage.context.seed = seed;
    Scenario scenario{.id = id};
    Generators generators(stage.context.seed, scenario.id);
    Variables variables(scenario, stage.context, generators);
    return value_of(variables, "${uuid()} ${random(6)} ${int(1,100000)}");
  };
  CHECK(drawn(1, "a") == drawn(1, "a"));
  CHECK(drawn(1, "a") != drawn(2, "a"));
  CHECK(drawn(1, "a") != drawn(1, "b"));
}

TEST_CASE("generators keep to their arguments") {
  Stage stage;
  Scenario scenario{.id = "s"};
  Generators generators(stage.context.seed, scenario.id);
  Variables variables(scenario, stage.context, generators);
  CHECK(value_of(variables, "${now()}") == R"("2026-11-24T14:00:01Z")");
  CHECK(value_of(variables, R"(${now("+2d","%Y-%m-%d")})") == R"("2026-11-26")");
  CHECK(value_of(variables, R"(${now("-1h30m")})") == R"("2026-11-24T12:30:01Z")");
  CHECK(value_of(variables, "${now(2)}") == "bad-placeholder");
  CHECK(value_of(variables, "${int(5,5)}") == "5");
  CHECK(value_of(variables, "${int(-9223372036854775808,9223372036854775807)}") !=
        "bad-placeholder");
  CHECK(value_of(variables, "${int(6,5)}") == "bad-placeholder");
  CHECK(value_of(variables, "${random(0)}") == "bad-placeholder");
  CHECK(value_of(variables, "${random(6)}").size() == 8);
}

TEST_CASE("words are split as a shell quotes") {
  struct Row {
    std::string text;
    std::vector<std::string> words;
  };
  const Row rows[] = {
      {"SET a  b", {"SET", "a", "b"}},
      {"SET a 'b c'", {"SET", "a", "b c"}},
      {R"(SET a "b \" \\ c")", {"SET", "a", R"(b " \ c)"}},
      {"SET a ''", {"SET", "a", ""}},
      {R"(a\ b c)", {"a b", "c"}},
      {"pre'x y'post", {"prex ypost"}},
      {R"(SET k:${now("+2d","%Y %m")} x)", {"SET", R"(k:${now("+2d","%Y %m")})", "x"}}};
  for (const Row& row : rows) {
    INFO(row.text);
    const auto words = split_words(row.text);
    REQUIRE(words.has_value());
    CHECK(*words == row.words);
    CHECK(*split_words(command_line(*words)) == *words);
  }
  CHECK(split_words("SET 'a").error().code == "bad-quoting");
}
