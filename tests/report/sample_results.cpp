// SPDX-License-Identifier: Apache-2.0
#include "tests/report/sample_results.h"

#include <map>

namespace gonogo::test {
namespace {

constexpr Milliseconds ms(long long n) { return Milliseconds(n); }

const char* const commit = "4be1c02d9f6a7b8c1e2d3f405162738495a6b7c8";
const char* const enter_once = "scenarios/acceptance/enter_once.yaml";

Subject subject() {
  return {
      .commit = commit,
      .tree = "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334",
      .images = {{"123456789012.dkr.ecr.eu-west-1.amazonaws.com/launches-backend:1.4.0",
                  "sha256:6f1ed002ab5595859014ebf0951522d96f1ed002ab5595859014ebf0951522d9", true},
                 {"mysql", "sha256:bb22", false}},
      .task_definitions = {{"launches-backend", "cc33"}, {"launches-frontend", "dd44"}},
      .services = {{"mysql", "mysql", "9.7.4"}, {"redis", "redis", "7.0.15"}},
      .scenarios_sha256 = "ee55",
      .inputs = {{"gonogo.yaml", "ff66"}}};
}

ScenarioResult scenario(const std::string& kind, const std::string& file, const std::string& name,
                        long long from, long long to) {
  return {.id = file + "#" + name,
          .name = name,
          .file = file,
          .line = 2,
          .kind = kind,
          .outcome = Outcome::passed,
          .attempts = {{.duration = ms(to - from),
                        .outcome = Outcome::passed,
                        .steps = {{.name = "enter",
                                   .verb = "http",
                                   .file = file,
                                   .line = 9,
                                   .duration = ms(to - from),
                                   .outcome = Outcome::passed,
                                   .request = "POST http://frontend/api/launches/1/entries"}}}},
          .started = ms(from),
          .ended = ms(to)};
}

ScenarioResult unit_tests() {
  ScenarioResult unit = scenario("unit", "scenarios/unit/backend.yaml", "backend tests", 620, 1520);
  unit.cases = {{"draw picks as many as there are", "draw", Outcome::passed, ms(3), ""},
                {"an address without @ is refused", "validation", Outcome::passed, ms(1), ""},
                {"a window ends after a minute", "rate_limit", Outcome::skipped, ms(0), "slow"}};
  return unit;
}

std::vector<TimelineEntry> timeline() {
  return {{ms(0), "", "started", "launches-3f2a"},
          {ms(12), "mysql", "started"},
          {ms(14), "redis", "started"},
          {ms(33), "redis", "ready"},
          {ms(443), "mysql", "ready"},
          {ms(450), "backend/migrate", "started"},
          {ms(490), "backend/migrate", "exited", "exit 0"},
          {ms(492), "backend/app", "started"},
          {ms(520), "backend/app", "healthy"},
          {ms(450), "frontend/web", "started"},
          {ms(560), "frontend/web", "healthy"}};
}

Value container(const std::string& name, const std::string& status, const std::string& health) {
  return Value::object({{"name", name},
                        {"image", "launches-backend:1.4.0"},
                        {"lastStatus", status},
                        {"healthStatus", health},
                        {"startedAt", "2026-11-24T12:02:08.500Z"}});
}

Value tasks(Value app) {
  Value migrate = container("migrate", "STOPPED", "UNKNOWN");
  migrate.set("exitCode", 0);
  return Value::object(
      {{"tasks", Value(Value::Array{Value::object(
                     {{"name", "backend"},
                      {"lastStatus", "RUNNING"},
                      {"memory", "512"},
                      {"containers", Value(Value::Array{std::move(migrate), std::move(app)})}})})},
       {"failures", Value::array()}});
}

RunResult run() {
  RunResult result{.id = "20261124-120207-1",
                   .started = from_rfc3339("2026-11-24T12:02:07Z"),
                   .finished = from_rfc3339("2026-11-24T12:02:11.1Z"),
                   .seed = 42,
                   .full = true,
                   .project = "launches",
                   .engine = "embedded",
                   .environment = "launches-3f2a",
                   .policy_sha256 = "9c1f00",
                   .subject = subject(),
                   .timeline = timeline(),
                   .environment_ready = ms(561),
                   .tasks = tasks(container("app", "RUNNING", "HEALTHY")),
                   .mirrored = 41};
  result.approximations = {{"engine-version", "MySQL 9.7.4 runs, production has 8.4"},
                           {"stand-in-image", "launches-backend is built from Debian packages"}};
  ScenarioResult counter =
      scenario("regression", "scenarios/regression/counter_restart.yaml",
               "An entry after Redis lost the counter does not start it at one", 1600, 1803);
  counter.issue = "LAUNCH-101";
  ScenarioResult first =
      scenario("acceptance", enter_once, "A customer enters a raffle only once", 1900, 1966);
  first.id += "[1]";
  first.tags = {"raffle", "smoke"};
  ScenarioResult second =
      scenario("acceptance", enter_once, "A customer enters a raffle only once", 2000, 2071);
  second.id += "[2]";
  result.scenarios = {unit_tests(), counter, first, second};
  for (const ScenarioResult& one : result.scenarios) result.expected.push_back(one.id);
  return result;
}

Verdict verdict_for(const RunResult& result, Decision decision, int code, const Counts& counts) {
  Verdict verdict{.full = result.full,
                  .decision = decision,
                  .exit_code = code,
                  .counts = counts,
                  .subject = result.subject,
                  .policy_sha256 = result.policy_sha256,
                  .started = result.started,
                  .finished = result.finished,
                  .expires = result.finished + std::chrono::hours(2),
                  .project = result.project,
                  .approximated = result.approximations,
                  .mirrored = result.mirrored};
  verdict.kinds["unit"] = {.total = 3, .passed = 2, .skipped = 1};
  return verdict;
}

StepResult refused_twice() {
  StepResult step{.name = "the same person again is refused",
                  .verb = "http",
                  .file = enter_once,
                  .line = 17,
                  .duration = ms(12),
                  .outcome = Outcome::failed,
                  .request =
                      "POST http://frontend/api/launches/1/entries\n"
                      "{\"email\":\"ada@example.com\",\"size\":\"UK 9\"}",
                  .response = "201 Created\n{\"id\":8,\"state\":\"accepted\"}",
                  .repro = "curl -X POST http://127.0.0.1:8080/api/launches/1/entries"};
  step.checks = {{"status", {20, 22}, "eq", "409", "201", false},
                 {"$.error", {20, 45}, "contains", "\"already\"", "missing", false}};
  return step;
}

Attempt failed_attempt(const StepResult& step) {
  StepResult before{.name = "enter", .verb = "http", .outcome = Outcome::passed};
  return {.duration = ms(70),
          .outcome = Outcome::failed,
          .steps = {before, step},
          .log_lines = {"2026-11-24T12:02:11.204113001Z backend/app out WARN  duplicate check "
                        "skipped \x1b[31m<b>"}};
}

}  // namespace

Sample go_sample() {
  const RunResult result = run();
  return {result, verdict_for(result, Decision::go, 0, {.total = 6, .passed = 5, .skipped = 1})};
}

Sample failed_sample() {
  RunResult result = run();
  ScenarioResult& second = result.scenarios[3];
  second.outcome = Outcome::failed;
  second.reason = "expected status 409, got 201";
  second.attempts = {failed_attempt(refused_twice()), failed_attempt(refused_twice())};
  ScenarioResult& counter = result.scenarios[1];
  StepResult sum{.verb = "sql",
                 .file = counter.file,
                 .line = 12,
                 .outcome = Outcome::failed,
                 .request = "SELECT email FROM entries",
                 .rows = "email\nada@example.com\ngrace@example.com"};
  sum.checks = {{"count", {13, 20}, "eq", "1", "2", false}};
  counter.outcome = Outcome::flaky;
  counter.reason = "expected count 1, got 2";
  counter.attempts = {failed_attempt(sum), {.outcome = Outcome::passed}};
  result.refused = {{"backend", "api.example.com", 3}, {"frontend", "203.0.113.9:443", 1}};
  Verdict verdict = verdict_for(result, Decision::no_go, 1,
                                {.total = 6, .passed = 3, .failed = 1, .skipped = 1, .flaky = 1});
  verdict.reasons = {{"scenario-failed",
                      "\"A customer enters a raffle only once\" [2]: expected status 409, got 201",
                      second.id, "gonogo run scenarios/acceptance/enter_once.yaml:2 --keep-failed"},
                     {"scenario-flaky",
                      "\"An entry after Redis lost the counter\" passed only on "
                      "its second attempt",
                      counter.id, ""},
                     {"parity", "time-scale is not allowed by policy", "", ""}};
  return {result, verdict};
}

Sample dead_task_sample() {
  RunResult result = run();
  result.scenarios.resize(2);
  Value app = container("app", "STOPPED", "UNKNOWN");
  app.set("exitCode", 137);
  app.set("reason", "OutOfMemoryError: Container killed due to memory usage");
  app.set("memory", "256");
  app.set("stoppedAt", "2026-11-24T12:02:09.900Z");
  result.tasks = tasks(std::move(app));
  result.loss = Loss{.kind = Loss::Kind::product,
                     .who = "backend/app",
                     .what = "exited (code 137)",
                     .t = ms(1810),
                     .detail = "used 256 of 256 MiB"};
  result.timeline.push_back({ms(1810), "backend/app", "lost", "exited (code 137)"});
  result.scenarios[1].outcome = Outcome::errored;
  result.scenarios[1].reason = "the environment was lost: backend/app exited";
  Verdict verdict =
      verdict_for(result, Decision::no_go, 1,
                  {.total = 6, .passed = 2, .errored = 1, .skipped = 1, .not_run = 2});
  verdict.reasons = {
      {"task-stopped", "task backend stopped: Essential container in task exited", "", ""}};
  return {result, verdict};
}

Sample lost_mysql_sample() {
  RunResult result = run();
  result.scenarios.resize(2);
  result.scenarios[1].outcome = Outcome::errored;
  result.scenarios[1].reason = "the environment was lost: mysql exited (signal 9)";
  result.loss = Loss{.kind = Loss::Kind::infrastructure,
                     .who = "mysql",
                     .what = "exited (signal 9)",
                     .t = ms(1700)};
  Verdict verdict =
      verdict_for(result, Decision::cannot_tell, 3,
                  {.total = 6, .passed = 2, .errored = 1, .skipped = 1, .not_run = 2});
  verdict.reasons = {{"infrastructure-lost", "mysql exited (signal 9)", "", ""}};
  return {result, verdict};
}

Sample no_start_sample() {
  RunResult result = run();
  result.scenarios.clear();
  result.start_failure =
      StartFailure{.kind = StartFailure::Kind::infrastructure,
                   .error = {.code = "service-unreachable",
                             .what = "MySQL for service mysql was not to be had at 127.0.0.1:3306",
                             .seen = "Can't connect to server on '127.0.0.1' (115)",
                             .hint = "start it"}};
  return {result, judge(result, Policy{})};
}

Sample partial_sample() {
  RunResult result = run();
  result.full = false;
  result.selection = {"--kind", "regression"};
  result.scenarios = {result.scenarios[1]};
  result.expected = {result.scenarios[0].id};
  return {result, verdict_for(result, Decision::go, 0, {.total = 1, .passed = 1})};
}

Sample nothing_ran_sample() {
  RunResult result = run();
  result.scenarios.clear();
  result.expected.clear();
  result.timeline.clear();
  Verdict verdict = verdict_for(result, Decision::no_go, 4, {});
  verdict.kinds.clear();
  verdict.reasons = {{"nothing-ran", "nothing ran: there is no scenario under scenarios/", "", ""},
                     {"kind-empty", "unit: 0 passed, the policy requires 6", "", ""}};
  return {result, verdict};
}

std::string scenario_source() {
  return R"(# SPDX-License-Identifier: Apache-2.0
scenario: A customer enters a raffle only once
kind: acceptance
tags: [raffle, smoke]
vars: {email: ada@example.com}
examples: [{size: UK 8}, {size: UK 9}]
steps:
  - name: enter
    http: POST ${task.frontend}/api/launches/1/entries
    json: {email: "${email}", size: "${size}"}
    expect: {status: 201, json: {$.state: accepted, $.id: {type: integer, gt: 0}}}
    capture: {entry: $.id}
  - sql: SELECT state, email, size FROM entries WHERE id = ?
    params: ["${entry}"]
    expect: {rows: [[accepted, "${email}", "${size}"]]}
  - redis: HGET launch:1 entries
  - name: the same person again is refused
    http: POST ${task.frontend}/api/launches/1/entries
    json: {email: "${email}", size: UK 9}
    expect: {status: 409, json: {$.error: {contains: already}}}
)";
}

Sample quarantined_sample() {
  RunResult result = run();
  ScenarioResult& unit = result.scenarios[0];
  unit.outcome = Outcome::failed;
  unit.reason = "1 of 3 cases failed";
  unit.attempts[0].outcome = unit.attempts[0].steps[0].outcome = Outcome::failed;
  unit.attempts[0].steps[0].checks = {
      {.what = check_name(unit.cases[1]), .op = "report", .passed = false}};
  unit.cases[1].outcome = Outcome::failed;
  unit.cases[1].message = "\"a b\" was accepted";
  ScenarioResult& counter = result.scenarios[1];
  counter.outcome = Outcome::failed;
  counter.reason = "answers 500 now and then";
  counter.attempts[0].outcome = counter.attempts[0].steps[0].outcome = Outcome::failed;
  const auto entry = [&](const std::string& id) {
    return Quarantine{.id = id,
                      .owner = "ada",
                      .ticket = "SHOP-7",
                      .reason = "races",
                      .expires = result.finished + std::chrono::hours(24)};
  };
  const Policy policy{
      .quarantine = {entry(unit.id + "::validation.an address without @ is refused"),
                     entry(counter.id)},
      .allowed_approximations = {"engine-version", "stand-in-image"}};
  return {result, judge(result, policy)};
}

}  // namespace gonogo::test
