// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/project/plan.h"
#include "emulator/task/read.h"

using namespace gonogo;

namespace {

constexpr const char* services = R"(
services:
  db: {engine: mysql, version: "8.4", hostname: shop-db.internal, database: shop, user: shop, password: not-secret,
       attach: {port: 3307, user: root, password: {env: ROOT_PASSWORD}}}
  cache: {engine: redis, version: "7"}
)";

std::string definition(const std::string& container) {
  return R"({"family": "web", "networkMode": "awsvpc", "requiresCompatibilities": ["FARGATE"], "cpu": "256",
 "memory": "512", "containerDefinitions": [{"name": "app", "image": "shop:1", )" +
         container + "}]}";
}

/// A project of one or two tasks, planned for a machine that makes no containers.
struct Attached {
  std::string yaml;
  std::string container = R"("portMappings": [{"containerPort": 80}])";
  std::vector<std::string> entrypoint{};
  std::map<std::string, std::string> variables{{"PATH", "/bin"},
                                               {"ROOT_PASSWORD", "r00t-password"}};
  Redactor redactor{};

  Result<EnvironmentPlan> plan() {
    const auto reading = read_project("gonogo: 1\nproject: shop\n" + yaml + services, "gonogo.yaml",
                                      "/shop", {}, {});
    REQUIRE_MESSAGE(reading.project, to_text(TaskReading{.findings = reading.findings}, ""));
    const auto task = read_task_definition(definition(container), "web.json", {});
    REQUIRE_MESSAGE(task.accepted(), to_text(task, definition(container)));
    std::vector<std::pair<std::string, TaskDefinition>> definitions;
    for (const TaskEntry& entry : reading.project->tasks)
      definitions.emplace_back(entry.name, *task.definition);
    Root root{.config = {.entrypoint = entrypoint}, .digest = "sha256:1", .stand_in = true};
    root.files = {{"build/shop", "/app/shop"}};
    return make_plan({.project = *reading.project,
                      .environment = "shop-1",
                      .definitions = definitions,
                      .secrets = {},
                      .roots = {{"shop:1", root}},
                      .service_roots = {{"db", {.version = "8.4.6"}}},
                      .attach = true,
                      .variables = variables},
                     redactor);
  }
  EnvironmentPlan good() {
    auto made = plan();
    REQUIRE_MESSAGE(made, (made ? "" : to_text(made.error())));
    return *made;
  }
};

std::string variable(const ContainerSpec& container, const std::string& name) {
  for (const auto& [key, value] : container.environment)
    if (key == name) return value.reveal();
  return "(not set)";
}

constexpr const char* one_task =
    "tasks: {web: {definition: web.json, attach: {app: {command: [./shop]}}}}\n";

}  // namespace

TEST_CASE("a host name becomes an address only where a host stands") {
  struct Row {
    const char* name;
    const char* value;
    const char* wanted;
  };
  static constexpr Row rows[] = {
      {"DB_HOST", "shop-db.internal", "127.0.0.1"},
      {"DB_URL", "mysql://shop:x@shop-db.internal:3306/shop", "mysql://shop:x@127.0.0.1:3306/shop"},
      {"ANY", "shop-db.internal,shop-db.internal", "127.0.0.1,127.0.0.1"},
      {"ANY", "my-shop-db.internal", "my-shop-db.internal"},
      {"ANY", "shop-db.internal.example.com", "shop-db.internal.example.com"},
      {"REDIS_HOST", "cache", "127.0.0.1"},
      {"REDIS_URL", "redis://cache/0", "redis://127.0.0.1/0"},
      {"REDIS_ADDR", "cache:6379", "127.0.0.1:6379"},
      {"MODE", "cache", "cache"},
      {"HINT", "the cache: 5 minutes", "the cache: 5 minutes"},
      {"NAME", "web", "web"},
      {"WEB_ENDPOINT", "http://web.shop.internal:80/", "http://127.0.0.1:80/"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.value);
    Attached project{.yaml = one_task};
    project.container = std::string(R"("environment": [{"name": ")") + row.name +
                        R"(", "value": ")" + row.value + "\"}]";
    CHECK(variable(project.good().tasks[0].containers[0], row.name) == row.wanted);
  }
}

TEST_CASE("a process has its command, folder and files, and of ours only a few variables") {
  Attached project{.yaml =
                       "tasks: {web: {definition: web.json, attach: {app: {command: [./shop, -q], "
                       "workdir: srv, environment: {A: b}, port: 8080}}}}\n"};
  project.variables["BITBUCKET_TOKEN"] = "no";
  const EnvironmentPlan plan = project.good();
  const ContainerSpec& app = plan.tasks[0].containers[0];
  CHECK(join(app.argv, " ") == "./shop -q");
  CHECK(app.working_directory == "/shop/srv");
  CHECK(app.mounts.at(0).source == "/shop/build/shop");
  CHECK(app.mounts.at(0).target == "/app/shop");
  CHECK(variable(app, "A") == "b");
  CHECK(variable(app, "PATH") == "/bin");
  CHECK(variable(app, "BITBUCKET_TOKEN") == "(not set)");
  CHECK(plan.tasks[0].port == 8080);
  CHECK(plan.tasks[0].address == "127.0.0.1");
}

TEST_CASE("services are those that run, with whoever may empty them") {
  const EnvironmentPlan plan = Attached{.yaml = one_task}.good();
  const ServicePlan& db = plan.services.at(0);
  CHECK(db.external);
  CHECK(db.port == 3307);
  CHECK(db.version == "8.4.6");
  CHECK(db.user == "shop");
  CHECK(db.admin_user == "root");
  CHECK(db.admin_password.reveal() == "r00t-password");
  CHECK(plan.services.at(1).port == 6379);
  std::vector<std::string> ids;
  for (const Approximation& each : plan.approximations) ids.push_back(each.id);
  CHECK(join(ids, " ") == "attach-network attach-process attach-files");
  // To the supervisor and back.
  const auto again = plan_of_value(to_value(plan));
  REQUIRE(again);
  CHECK(again->engine == "attach");
  CHECK(again->services.at(0).admin_password.reveal() == "r00t-password");
  CHECK(again->services.at(0).external);
}

TEST_CASE("what can't be run without containers is an error with its place") {
  struct Row {
    const char* yaml;
    const char* container;
    const char* code;
    const char* where;
  };
  static constexpr Row rows[] = {
      {"tasks: {web: {definition: web.json}}\n", R"("command": ["serve"])", "attach-no-command",
       "gonogo.yaml:3:14"},
      {"tasks:\n  a: {definition: web.json, attach: {app: {command: [./a]}}}\n"
       "  b: {definition: web.json, attach: {app: {command: [./b]}}}\n",
       R"("portMappings": [{"containerPort": 80}])", "attach-port-conflict", "web.json:2:44"},
      {one_task, R"("portMappings": [{"containerPort": 6379}])", "attach-port-conflict",
       "web.json:2:44"},
  };
  for (const Row& row : rows) {
    CAPTURE(row.yaml);
    Attached project{.yaml = row.yaml};
    project.container = row.container;
    const auto plan = project.plan();
    REQUIRE_FALSE(plan);
    CHECK(plan.error().code == row.code);
    CHECK(to_text(plan.error().where) == row.where);
    CHECK_FALSE(plan.error().hint.empty());
  }
  Attached unset{.yaml = one_task};
  unset.variables.erase("ROOT_PASSWORD");
  CHECK(unset.plan().error().code == "secret-missing");
}

TEST_CASE("an image's recipe is enough, and two ports of one task may be moved apart") {
  Attached project{.yaml =
                       "tasks:\n  a: {definition: web.json}\n"
                       "  b: {definition: web.json, attach: {app: {port: 81}}}\n"};
  project.entrypoint = {"/app/shop"};
  const EnvironmentPlan plan = project.good();
  CHECK(join(plan.tasks[0].containers[0].argv, " ") == "/app/shop");
  CHECK(plan.tasks[1].port == 81);
}
