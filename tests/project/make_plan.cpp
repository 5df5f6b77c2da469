// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <map>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/project/plan.h"
#include "emulator/task/read.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

constexpr const char* gonogo_yaml = R"(gonogo: 1
project: shop
tasks:
  web: {definition: web.json, publish: ["8080:80"], environment: {MODE: test}}
services:
  db: {engine: mysql, version: "8.4", hostname: shop-db.internal, database: shop, user: shop,
       password: {secret: shop/db}}
  cache: {engine: redis, version: "7"}
)";

constexpr const char* web_json = R"({"family": "web", "networkMode": "awsvpc",
 "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512", "executionRoleArn": "arn:aws:iam::123456789012:role/x",
 "containerDefinitions": [
  {"name": "migrate", "image": "shop:1", "essential": false, "command": ["migrate"],
   "secrets": [{"name": "DB_PASSWORD", "valueFrom": "arn:aws:secretsmanager:eu-west-1:123456789012:secret:shop/db-AbCdEf"}]},
  {"name": "app", "image": "shop:1", "memory": 256, "portMappings": [{"containerPort": 80}],
   "dependsOn": [{"containerName": "migrate", "condition": "SUCCESS"}]}]})";

/// A project with everything that a plan is made of, images made up.
struct Sample {
  ProjectReading reading = read_project(gonogo_yaml, "gonogo.yaml", "/shop", {}, {});
  TaskReading task = read_task_definition(web_json, "web.json", {});
  SecretStore secrets{};
  Redactor redactor{};

  Sample() {
    REQUIRE(reading.project);
    REQUIRE_MESSAGE(task.accepted(), to_text(task, web_json));
    secrets.entries.set("shop/db", Value("s3cret-of-the-shop"));
  }
  Result<EnvironmentPlan> plan() {
    const Root root{
        .folders = {"/store/app"}, .config = {.entrypoint = {"/app"}}, .digest = "sha256:1"};
    Root server = root;
    server.config.environment = {"LD_PRELOAD=/quick.so"};
    const Root stand_in{.folders = {"/store/shop"},
                        .config = {.entrypoint = {"/shop"}},
                        .digest = "sha256:2",
                        .stand_in = true};
    return make_plan({.project = *reading.project,
                      .environment = "shop-1",
                      .definitions = {{"web", *task.definition}},
                      .secrets = secrets,
                      .roots = {{"shop:1", stand_in}},
                      .service_roots = {{"db", {server, "9.7.4", "/store/data"}},
                                        {"cache", {root, "7.0.15"}},
                                        {"resolver", {root, "2.90"}}}},
                     redactor);
  }
};

}  // namespace

TEST_CASE("the plan says what is made, and why") {
  Sample sample;
  const auto plan = sample.plan();
  REQUIRE_MESSAGE(plan, (plan ? "" : to_line(plan.error())));
  CHECK(test::golden("project/plan", to_text(*plan)));
}

TEST_CASE("the same inputs give the same plan, and it survives the way to the supervisor") {
  Sample sample;
  const auto plan = sample.plan();
  REQUIRE(plan);
  CHECK(to_json(to_value(*plan)) == to_json(to_value(*sample.plan())));
  const auto back = plan_of_value(to_value(*plan));
  REQUIRE(back);
  CHECK(to_json(to_value(*back)) == to_json(to_value(*plan)));
}

TEST_CASE("a secret reaches the container that asks for it, and nothing that people read") {
  Sample sample;
  const auto plan = sample.plan();
  REQUIRE(plan);
  const auto& environment = plan->tasks[0].containers[0].environment;
  const auto found = std::find_if(environment.begin(), environment.end(),
                                  [](const auto& each) { return each.first == "DB_PASSWORD"; });
  REQUIRE(found != environment.end());
  CHECK(found->second.reveal() == "s3cret-of-the-shop");
  for (const auto& [name, value] : plan->tasks[0].containers[1].environment)
    CHECK(name != "DB_PASSWORD");
  CHECK(to_text(*plan).find("s3cret") == std::string::npos);
  CHECK(to_json(to_public_value(*plan)).find("s3cret") == std::string::npos);
  CHECK(sample.redactor.redact("it is s3cret-of-the-shop").find("s3cret") == std::string::npos);
}

TEST_CASE("MySQL's server has the variables of its image") {
  Sample sample;
  const auto plan = sample.plan();
  REQUIRE(plan);
  std::map<std::string, std::string> variables;
  for (const auto& [name, value] : plan->services.at(0).container.environment) variables[name] = value.reveal();
  CHECK(plan->services.at(0).name == "db");
  CHECK(variables["LD_PRELOAD"] == "/quick.so");
}

TEST_CASE("another series of a service than production's is told, never silent") {
  Sample sample;
  const auto plan = sample.plan();
  REQUIRE(plan);
  const auto told = [&](const std::string& id) {
    return std::any_of(plan->approximations.begin(), plan->approximations.end(),
                       [&](const Approximation& each) { return each.id == id; });
  };
  CHECK(told("engine-version"));
  CHECK(told("stand-in-image"));
}

TEST_CASE("an image that nobody has is refused with the place that names it") {
  Sample sample;
  const auto plan = make_plan({.project = *sample.reading.project,
                               .environment = "shop-1",
                               .definitions = {{"web", *sample.task.definition}},
                               .secrets = sample.secrets},
                              sample.redactor);
  REQUIRE_FALSE(plan);
  CHECK(plan.error().code == "no-image");
}
