// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/socket.h>

#include <map>
#include <set>
#include <string>
#include <vector>

#include "emulator/engine/engine.h"
#include "emulator/environment/supervisor/endpoints.h"
#include "emulator/environment/supervisor/faults.h"

namespace gonogo::test {

/// Notes what it is asked for, and does nothing.
struct FakeEngine final : Engine {
  std::vector<std::string> asked{};
  std::map<std::string, std::vector<Impairment>> impaired{};
  std::set<std::string> running{};
  std::optional<Error> trouble{};
  bool sockets = false;  ///< real ones, of this machine's own network

  Result<Done> note(const std::string& text) {
    asked.push_back(text);
    if (trouble) return fail(*trouble);
    return Done{};
  }
  Result<Done> begin() override { return Done{}; }
  Capabilities capabilities() override { return {}; }
  Result<Done> add_network(const NetworkSpec&) override { return Done{}; }
  Result<Done> add_container(const ContainerSpec&) override { return Done{}; }
  Result<Done> start(const std::string& container, int, int) override {
    running.insert(container);
    return note("start " + container);
  }
  Result<Done> signal(const std::string& container, const std::string& signal) override {
    if (running.count(container) == 0)
      return fail({.code = "not-running", .what = "container " + container + " is not running"});
    return note(signal + " " + container);
  }
  Result<Done> exec(const ExecSpec&) override { return Done{}; }
  void end_exec(const std::string&) override {}
  Result<Usage> usage(const std::string&) override {
    return Usage{.memory = 100, .memory_peak = 200, .memory_limit = 300, .cpu = 400};
  }
  Result<NetworkUsage> network_usage(const std::string&) override {
    return NetworkUsage{.received_bytes = 11, .sent_bytes = 22};
  }
  Result<Descriptor> open_socket(const std::string&) override {
    return Descriptor(sockets ? socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1);
  }
  Result<Descriptor> open_folder(const std::string&, const std::string&) override {
    return Descriptor();
  }
  Result<Done> pause(const std::string& container) override { return note("pause " + container); }
  Result<Done> resume(const std::string& container) override { return note("resume " + container); }
  Result<Done> impair(const std::string& network, const std::vector<Impairment>& list) override {
    auto done = note("impair " + network);
    if (done) impaired[network] = list;
    return done;
  }
  Result<Done> remove(const std::string&) override { return Done{}; }
};

struct StillClock final : Clock {
  Moment time{Nanoseconds(1'000'000'000)};
  Moment now() const override { return time; }
  WallTime wall() const override {
    return from_rfc3339("2026-11-24T14:00:00Z") + time.time_since_epoch();
  }
  void sleep(Milliseconds duration) override { time += duration; }
};

/// A task "backend" (app, essential; side, not) with a role, and a service "mysql".
struct SmallWorld {
  EventLoop loop{};
  StillClock clock{};
  FakeEngine engine{};
  Logs logs{loop, clock, "/nowhere"};
  Timeline timeline{clock, clock.now()};
  EnvironmentPlan plan = make_plan();
  Hands hands{loop, clock, engine, logs, timeline};
  std::vector<std::unique_ptr<TaskDriver>> tasks = make_tasks();
  std::vector<std::string> started{};
  Faults faults{plan, hands, tasks, [this](const ServicePlan& service) -> Result<Done> {
                  started.push_back(service.name);
                  engine.running.insert(service.name);
                  return Done{};
                }};
  Endpoints endpoints{plan, hands, tasks, faults};

  SmallWorld() { engine.running = {"backend/app", "backend/side", "mysql"}; }

  static ContainerSpec container(const std::string& name, const std::string& id) {
    ContainerSpec spec{.id = "backend/" + name, .network = "backend"};
    spec.environment = {
        {"ECS_CONTAINER_METADATA_URI_V4", Secret("http://169.254.170.2/v4/" + id)},
        {"AWS_CONTAINER_CREDENTIALS_RELATIVE_URI", Secret("/v2/credentials/abc")}};
    return spec;
  }
  static EnvironmentPlan make_plan() {
    EnvironmentPlan plan{.environment = "e", .project = "launches", .region = "eu-west-1"};
    plan.vpc_cidr = "198.18.0.0/16";
    plan.gateway = "198.18.0.1";
    plan.resolver = "198.18.0.2";
    plan.networks = {{"mysql", "198.18.0.10", "db"},
                     {"backend", "198.18.0.20", "ip-198-18-0-20.eu-west-1.compute.internal"}};
    plan.services.resize(1);
    plan.services[0].name = "mysql";
    plan.services[0].container.id = "mysql";
    TaskPlan task{.name = "backend", .task_id = "t1", .address = "198.18.0.20"};
    task.definition = {.family = "backend", .cpu = 512, .memory = 1024, .task_role = "arn:role"};
    task.definition.fault_injection = true;
    task.definition.containers = {{.name = "app", .image = "app:1", .cpu = 256, .memory = 512},
                                  {.name = "side", .image = "side:1", .essential = false}};
    task.containers = {container("app", "t1-0000000001"), container("side", "t1-0000000002")};
    plan.tasks.push_back(task);
    return plan;
  }
  std::vector<std::unique_ptr<TaskDriver>> make_tasks() {
    std::vector<std::unique_ptr<TaskDriver>> list;
    for (const TaskPlan& task : plan.tasks)
      list.push_back(std::make_unique<TaskDriver>(task, 1.0, hands, [] {}));
    return list;
  }
  /// The end of a container, as the supervisor tells it.
  void end(const std::string& container) {
    engine.running.erase(container);
    faults.before_end(container);
    faults.after_end(container);
  }
};

}  // namespace gonogo::test
