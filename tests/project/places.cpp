// SPDX-License-Identifier: Apache-2.0
// Where containers live and what they share: topology, externals, volumes, limits.
#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/project/plan.h"
#include "emulator/task/read.h"

namespace gonogo::test {
namespace {

constexpr const char* head = R"(gonogo: 1
project: shop
tasks: {web: {definition: web.json}, api: {definition: api.json}}
services: {cache: {engine: redis, version: "7", hostname: cache.internal}}
)";

constexpr const char* task_json = R"({"family": "web", "networkMode": "awsvpc", "pidMode": "task",
 "requiresCompatibilities": ["FARGATE"], "cpu": "256", "memory": "512",
 "ephemeralStorage": {"sizeInGiB": 30},
 "volumes": [{"name": "efs", "efsVolumeConfiguration": {"fileSystemId": "fs-1"}}, {"name": "own"}],
 "containerDefinitions": [
  {"name": "app", "image": "shop:1", "portMappings": [{"containerPort": 80}],
   "mountPoints": [{"sourceVolume": "efs", "containerPath": "/efs", "readOnly": true},
                   {"sourceVolume": "own", "containerPath": "/var/lib/app"}],
   "systemControls": [{"namespace": "net.core.somaxconn", "value": "512"}]},
  {"name": "side", "image": "shop:1", "volumesFrom": [{"sourceContainer": "app", "readOnly": true}]}]})";

EnvironmentPlan plan_with(const std::string& more) {
  const ProjectReading reading = read_project(head + more, "gonogo.yaml", "/shop", {}, {});
  REQUIRE_MESSAGE(reading.project, (reading.findings.empty() ? "" : reading.findings[0].message));
  const TaskReading task = read_task_definition(task_json, "web.json", {});
  REQUIRE_MESSAGE(task.accepted(), to_text(task, task_json));
  const SecretStore secrets;
  Redactor redactor;
  const Root image{.folders = {"/store/shop"},
                   .config = {.entrypoint = {"/shop"}, .volumes = {"/var/lib/app"}}};
  auto plan = make_plan({.project = *reading.project,
                         .environment = "shop-1",
                         .definitions = {{"web", *task.definition}, {"api", *task.definition}},
                         .secrets = secrets,
                         .roots = {{"shop:1", image}},
                         .service_roots = {{"cache", {image, "7.0.15"}}, {"resolver", {image, "2.90"}}}},
                        redactor);
  REQUIRE_MESSAGE(plan, (plan ? "" : to_line(plan.error())));
  return *plan;
}

bool has(const std::vector<Approximation>& list, const std::string& id, const std::string& part) {
  return std::any_of(list.begin(), list.end(), [&](const Approximation& each) {
    return each.id == id && each.text.find(part) != std::string::npos;
  });
}

std::string rule_of(const std::string& more) {
  const ProjectReading reading = read_project(head + more, "gonogo.yaml", "/shop", {}, {});
  return reading.findings.empty() ? "" : reading.findings[0].rule;
}

TEST_CASE("topology localhost puts tasks and services into one network, and parity says so") {
  const EnvironmentPlan plan = plan_with("topology: localhost\n");
  REQUIRE(plan.networks.size() == 1);
  CHECK(plan.networks[0].id == "localhost");
  for (const auto& [name, address] : plan.names) CHECK(address == plan.networks[0].address);
  for (const TaskPlan& task : plan.tasks) {
    CHECK(task.address == plan.networks[0].address);
    for (const ContainerSpec& container : task.containers) CHECK(container.network == "localhost");
  }
  CHECK(plan.services[0].container.network == "localhost");
  CHECK(has(plan.approximations, "topology-localhost", "one network namespace"));
  CHECK(plan_with("").networks.size() == 3);
}

TEST_CASE("an external with an address is a place of the VPC; an allowed one is not mirrored") {
  const EnvironmentPlan plan = plan_with(
      "externals: {api.example.com: {address: \"127.0.0.1:8443\", port: 443}, mail.example.com: {allow: never called}}\n");
  REQUIRE(plan.externals.size() == 1);
  CHECK(plan.externals[0].called == 443);
  CHECK(plan.externals[0].host == "127.0.0.1");
  CHECK(plan.externals[0].port == 8443);
  const auto place = std::find_if(plan.networks.begin(), plan.networks.end(),
                                  [](const auto& each) { return each.id == "api.example.com"; });
  REQUIRE(place != plan.networks.end());
  CHECK(std::count(plan.names.begin(), plan.names.end(),
                   std::pair<std::string, std::string>("api.example.com", place->address)) == 1);
  CHECK(has(plan.approximations, "external-allowed", "api.example.com go to 127.0.0.1:8443"));
  CHECK(has(plan.not_mirrored, "external-allowed", "mail.example.com is not there: never called"));
  const auto back = plan_of_value(to_value(plan));
  REQUIRE(back);
  CHECK(to_json(to_value(*back)) == to_json(to_value(plan)));
}

TEST_CASE("externals and volumes that make no sense are refused") {
  CHECK(rule_of("externals: {a: {}}\n") == "bad-external");
  CHECK(rule_of("externals: {a: {address: \"h:1\", allow: both}}\n") == "bad-external");
  CHECK(rule_of("externals: {a: {address: nowhere}}\n") == "bad-address");
  CHECK(rule_of("externals: {a: {address: \"h:70000\"}}\n") == "bad-address");
  CHECK(rule_of("externals: {a: {address: \"h:1\", port: 0}}\n") == "bad-port");
  CHECK(rule_of("topology: star\n") != "");
  CHECK(rule_of("volumes: {efs: {}}\n") == "missing-key");
}

TEST_CASE("volumes: shared, copied up where the image declares them, kept where a folder is named") {
  const EnvironmentPlan plan = plan_with("volumes: {efs: {keep: data/efs}}\n");
  const auto& app = plan.tasks[0].containers[0].shared_volumes;
  REQUIRE(app.size() == 2);
  CHECK(app[0].keep == "/shop/data/efs");
  CHECK(app[0].read_only);
  CHECK_FALSE(app[0].copy_up);
  CHECK(app[1].copy_up);
  CHECK(app[1].keep.empty());
  CHECK_FALSE(app[1].read_only);
  const auto& side = plan.tasks[0].containers[1].shared_volumes;
  REQUIRE(side.size() == 2);
  CHECK(side[1].read_only);
  CHECK(has(plan.approximations, "efs-state", "data/efs"));
}

TEST_CASE("limits that a task asks for reach its containers; what can't be had is said") {
  const EnvironmentPlan plan = plan_with("");
  const ContainerSpec& app = plan.tasks[0].containers[0];
  CHECK(app.shared_pid);
  CHECK(app.filter_calls);
  CHECK(app.system_controls == std::vector<std::pair<std::string, std::string>>{{"net.core.somaxconn", "512"}});
  CHECK(app.pool_storage == std::uint64_t{4} << 30U);
  CHECK(has(plan.approximations, "ephemeral-storage-size", "asked for 30 GiB"));
}

}  // namespace
}  // namespace gonogo::test
