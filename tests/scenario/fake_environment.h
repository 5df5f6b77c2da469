// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "emulator/environment/client/environment.h"
#include "emulator/io/world.h"
#include "emulator/scenario/run_scenario.h"
#include "emulator/scenario/scenario.h"

namespace gonogo::test {

/// Time that passes only by sleeping, or when an answer takes some.
struct FakeClock final : Clock {
  Moment time{Nanoseconds(1'000'000'000)};
  Moment now() const override {
    const std::scoped_lock lock(mutex);
    return time;
  }
  WallTime wall() const override {
    return from_rfc3339("2026-11-24T14:00:00Z") + now().time_since_epoch();
  }
  void sleep(Milliseconds duration) override {
    const std::scoped_lock lock(mutex);
    time += duration;
  }
  mutable std::mutex mutex{};  // a world is watched beside the next one
};

struct FakeProcesses final : Processes {
  std::function<Result<RunOutcome>(const RunSpec&)> answer;
  Result<RunOutcome> run(const RunSpec& spec) override { return answer(spec); }
};

using HttpAnswer = std::function<Result<HttpResponse>(const HttpRequest&)>;

struct FakeHttp final : HttpClient {
  explicit FakeHttp(HttpAnswer& answer_) : answer(answer_) {}
  Result<HttpResponse> send(const HttpRequest& request) override { return answer(request); }
  void forget_cookies() override {}
  HttpAnswer& answer;
};

struct FakeSql final : SqlClient {
  std::function<Result<SqlOutcome>(const std::string&, const std::vector<Value>&)> answer;
  Result<SqlOutcome> execute(const std::string& statement,
                             const std::vector<Value>& parameters) override {
    return answer(statement, parameters);
  }
  std::string server_version() override { return "8.4"; }
};

struct FakeRedis final : RedisClient {
  std::function<Result<RedisReply>(const std::vector<std::string>&)> answer;
  Result<RedisReply> command(const std::vector<std::string>& words) override {
    return answer(words);
  }
};

/// Tasks "frontend" (port 80, published at 8080) and "backend" (8080); MySQL and Redis.
struct FakeEnvironment : Environment {
  EnvironmentPlan the_plan{};
  HttpAnswer on_http;
  FakeSql sql_client{};
  FakeRedis redis_client{};
  std::function<Result<RunOutcome>(const ExecRequest&)> on_exec;
  std::function<Result<std::string>(const std::string&, const std::string&)> on_read;
  std::function<Result<Done>(const Fault&)> on_fault;
  int http_clients = 0;
  Value described = Value::object();

  FakeEnvironment() {
    the_plan.networks = {{"frontend", "198.18.0.10", "frontend"},
                         {"backend", "198.18.0.11", "backend"}};
    the_plan.names = {{"frontend", "198.18.0.10"}, {"backend", "198.18.0.11"}};
    the_plan.tasks.resize(2);
    the_plan.tasks[0].name = "frontend";
    the_plan.tasks[0].hostname = "frontend";
    the_plan.tasks[0].address = "198.18.0.10";
    the_plan.tasks[0].port = 80;
    the_plan.tasks[1].name = "backend";
    the_plan.tasks[1].hostname = "backend";
    the_plan.tasks[1].address = "198.18.0.11";
    the_plan.tasks[1].port = 8080;
    the_plan.tasks[1].containers.resize(1);
    the_plan.tasks[1].containers[0].id = "backend/app";
    the_plan.services.resize(2);
    the_plan.services[0].name = "mysql";
    the_plan.services[0].engine = ServiceEngine::mysql;
    the_plan.services[0].hostname = "launches-db.internal";
    the_plan.services[0].port = 3306;
    the_plan.services[1].name = "redis";
    the_plan.services[1].engine = ServiceEngine::redis;
    the_plan.services[1].hostname = "launches-cache.internal";
    the_plan.services[1].port = 6379;
  }

  const EnvironmentPlan& plan() const override { return the_plan; }
  std::unique_ptr<HttpClient> http() override {
    ++http_clients;
    return std::make_unique<FakeHttp>(on_http);
  }
  Result<SqlClient*> sql(const std::string&) override { return &sql_client; }
  Result<RedisClient*> redis(const std::string&) override { return &redis_client; }
  Result<RunOutcome> exec(const ExecRequest& request) override { return on_exec(request); }
  Result<std::string> read(const std::string& container, const std::string& path, size_t) override {
    return on_read(container, path);
  }
  Result<Done> fault(const Fault& fault, Milliseconds) override { return on_fault(fault); }
  std::function<std::optional<Loss>()> on_loss;
  std::optional<Loss> loss() override { return on_loss ? on_loss() : std::nullopt; }
  std::vector<TimelineEntry> timeline() override { return {}; }
  std::vector<RefusedCall> refused() override { return {}; }
  Result<Value> describe() override { return described; }
  std::vector<std::string> log_lines(const std::string&, WallTime, size_t) override { return {}; }
  std::string log_folder() const override { return {}; }
  std::uint16_t published_port(const std::string& task) const override {
    return task == "frontend" ? 8080 : 0;
  }
};

/// Asks real servers on this machine.
struct RealHttp final : FakeEnvironment {
  std::unique_ptr<HttpClient> http() override { return make_http_client({}); }
};

/// Everything that a scenario runs in.
struct Stage {
  FakeClock clock{};
  FakeProcesses processes{};
  World world{.clock = clock, .processes = processes};
  FakeEnvironment environment{};
  Redactor redactor{};
  ScenarioContext context{.world = world,
                          .environment = environment,
                          .redactor = redactor,
                          .project_folder = "/nowhere",
                          .evidence_folder = "/nowhere"};
  std::vector<CaseResult> cases{};
  std::map<std::string, std::string> files{};  ///< that a scenario includes

  ScenarioFile read(const std::string& yaml) const {
    return read_scenarios(yaml, "s.yaml", [this](const std::string& path) -> Result<std::string> {
      const auto found = files.find(path);
      if (found != files.end()) return found->second;
      return fail({.code = "cannot-open", .what = "no such file"});
    });
  }

  /// Runs the first scenario of a file that reads without findings.
  Attempt run(const std::string& yaml) {
    const ScenarioFile file = read(yaml);
    if (!file.findings.empty() || file.scenarios.empty()) {
      Attempt unread;
      for (const Finding& finding : file.findings)
        unread.log_lines.push_back(finding.rule + ": " + finding.message);
      return unread;
    }
    return run_scenario(file.scenarios[0], context, cases);
  }

  /// The same with steps only.
  Attempt run_steps(const std::string& steps) {
    return run("scenario: s\nkind: acceptance\n" + steps);
  }
};

inline HttpResponse json_response(int status, const std::string& body) {
  return {.status = status,
          .version = "1.1",
          .headers = {{"Content-Type", "application/json"}},
          .body = body,
          .duration = Milliseconds(3)};
}

/// Answers the same to every request.
inline HttpAnswer answering(int status, const std::string& body) {
  return [=](const HttpRequest&) -> Result<HttpResponse> { return json_response(status, body); };
}

}  // namespace gonogo::test
