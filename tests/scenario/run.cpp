// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "tests/scenario/fake_environment.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

std::vector<Outcome> outcomes(const Attempt& attempt) {
  std::vector<Outcome> all;
  for (const StepResult& step : attempt.steps) all.push_back(step.outcome);
  return all;
}

using Outcomes = std::vector<Outcome>;

Result<RedisReply> ok_reply(const std::vector<std::string>&) {
  return RedisReply{Value("OK"), "status"};
}

}  // namespace

TEST_CASE("a scenario whose expectations hold passes") {
  Stage stage;
  stage.environment.on_http = [](const HttpRequest& request) -> Result<HttpResponse> {
    CHECK(request.url == "http://frontend/api/entries?size=UK%208");
    CHECK(request.body == R"({"email":"ada@example.com"})");
    CHECK(*find_header(request.headers, "content-type") == "application/json");
    return json_response(201, R"({"id":7,"state":"accepted","items":[{"n":1},{"n":2}]})");
  };
  stage.environment.sql_client.answer = [](const std::string& statement,
                                           const std::vector<Value>& parameters) {
    CHECK(statement == "SELECT state FROM entries WHERE id = ?");
    CHECK(parameters == std::vector<Value>{Value(7)});
    return Result<SqlOutcome>(SqlOutcome{.result = {.columns = {"state"}, .rows = {{"accepted"}}}});
  };
  stage.environment.redis_client.answer = [](const std::vector<std::string>& words) {
    CHECK(words == std::vector<std::string>{"HGET", "launch:7 x", "entries"});
    return Result<RedisReply>(RedisReply{Value("1"), "string"});
  };
  const Attempt attempt = stage.run_steps(R"(
vars: {email: ada@example.com}
steps:
  - name: enter as ${email}
    http: POST ${task.frontend}/api/entries
    query: {size: UK 8}
    json: {email: "${email}"}
    expect: {status: 201, json: {$.state: accepted, $.id: {type: integer}, "$.items[*].n": [1, 2]}}
    capture: {entry: $.id, state: {from: $.state, filter: [upper]}, key: {from: $.id, filter: [to_text]}}
  - sql: SELECT state FROM entries WHERE id = ?
    params: ["${entry}"]
    expect: {rows: [[accepted]], row: {state: accepted}, row.state: accepted, value: accepted, count: 1}
  - redis: HGET "launch:${entry} x" entries
    expect: {value: "1"}
)");
  CHECK(first_failure(attempt) == "");
  CHECK(attempt.outcome == Outcome::passed);
  REQUIRE(attempt.steps.size() == 3);
  CHECK(attempt.steps[0].name == "enter as ada@example.com");
  CHECK(to_json(attempt.steps[0].captures[1].second) == R"("ACCEPTED")");
  CHECK(attempt.steps[1].name == "sql SELECT state FROM entries WHERE id = ?");
  // Nobody asks for it again.
  CHECK(attempt.steps[0].repro.empty());
}

TEST_CASE("all failing expectations of a step are reported, the rest does not run, finally does") {
  Stage stage;
  stage.environment.on_http = answering(201, R"({"id":8})");
  stage.environment.redis_client.answer = ok_reply;
  const Attempt attempt = stage.run_steps(R"(
steps:
  - http: POST ${task.frontend}/api/entries
    expect: {status: 409, json: {$.error: {contains: already}, $.id: 8}}
  - redis: GET x
    expect: {value: OK}
finally:
  - redis: DEL x
)");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(outcomes(attempt) == Outcomes{Outcome::failed, Outcome::passed});
  const auto& checks = attempt.steps[0].checks;
  REQUIRE(checks.size() == 3);
  CHECK_FALSE(checks[0].passed);
  CHECK(checks[0].expected == "409");
  CHECK(checks[0].actual == "201");
  CHECK(checks[0].mark == Mark{6, 22});
  CHECK_FALSE(checks[1].passed);
  CHECK(checks[1].actual == "missing");
  CHECK(checks[2].passed);
  CHECK(first_failure(attempt) == "expected status 409, got 201");
}

TEST_CASE("what is expected without being written") {
  struct Row {
    std::string step;
    Outcome outcome;
  };
  const Row rows[] = {
      {"http: GET ${task.frontend}/", Outcome::failed},
      {"{http: 'GET ${task.frontend}/', expect: {status: 500}}", Outcome::passed},
      {"sql: SELECT 1", Outcome::failed},
      {"{sql: SELECT 1, expect: {error: {code: 1062}}}", Outcome::passed},
      {"{sql: SELECT 1, expect: {error: {code: 1063}}}", Outcome::failed},
      {"{sql: SELECT 1, expect: {error: {exists: false}}}", Outcome::failed},
      {"redis: GET x", Outcome::failed},
      {"{redis: GET x, expect: {error: {contains: WRONGTYPE}}}", Outcome::passed},
      {"{exec: 'false', in: backend/app}", Outcome::failed},
      {"{exec: 'false', in: backend/app, expect: {exit: 1}}", Outcome::passed},
  };
  for (const Row& row : rows) {
    INFO(row.step);
    Stage stage;
    stage.environment.on_http = answering(500, "");
    stage.environment.sql_client.answer = [](auto&, auto&) {
      return Result<SqlOutcome>(SqlOutcome{.error = SqlError{1062, "Duplicate entry"}});
    };
    stage.environment.redis_client.answer = [](auto&) {
      return Result<RedisReply>(RedisReply{Value("WRONGTYPE no"), "error"});
    };
    stage.environment.on_exec = [](const ExecRequest& request) {
      CHECK(request.argv == std::vector<std::string>{"sh", "-c", "false"});
      return Result<RunOutcome>(RunOutcome{.status = {.code = 1}});
    };
    const Attempt attempt = stage.run_steps("steps:\n  - " + row.step +
                                            "\n  - {skip: later, sql: x, expect: {value: 1}}\n");
    REQUIRE_FALSE(attempt.steps.empty());
    CHECK(attempt.steps[0].outcome == row.outcome);
  }
}

TEST_CASE("errors tell the product from the environment") {
  struct Row {
    std::string code;
    Outcome http;
    Outcome other;
  };
  const Row rows[] = {{"connection-refused", Outcome::failed, Outcome::errored},
                      {"timed-out", Outcome::failed, Outcome::errored},
                      {"unknown-host", Outcome::failed, Outcome::errored},
                      {"bad-response", Outcome::failed, Outcome::errored},
                      {"connection-lost", Outcome::failed, Outcome::errored},
                      {"bad-url", Outcome::errored, Outcome::errored},
                      {"environment-lost", Outcome::errored, Outcome::errored}};
  for (const Row& row : rows) {
    INFO(row.code);
    Stage stage;
    const Error error{.code = row.code, .what = "it broke"};
    stage.environment.on_http = [&](auto&) { return Result<HttpResponse>(fail(error)); };
    stage.environment.sql_client.answer = [&](auto&, auto&) {
      return Result<SqlOutcome>(fail(error));
    };
    stage.environment.redis_client.answer = [&](auto&) { return Result<RedisReply>(fail(error)); };
    const Attempt http = stage.run_steps("steps: [{http: 'GET http://a/', expect: {status: 200}}]");
    CHECK(http.outcome == row.http);
    CHECK(http.steps.at(0).error->code == row.code);
    CHECK(http.steps[0].checks.empty());
    CHECK(first_failure(http) == "it broke");
    CHECK(stage.run_steps("steps: [{sql: SELECT 1, expect: {value: 1}}]").outcome == row.other);
    CHECK(stage.run_steps("steps: [{redis: GET x, expect: {value: 1}}]").outcome == row.other);
  }
}

TEST_CASE("an unknown variable can't be tried and says where") {
  Stage stage;
  stage.context.vars = {{"email", "a"}};
  const Attempt attempt = stage.run_steps(
      "steps:\n  - sql: SELECT 1\n    params: [\"${emal}\"]\n    expect: {value: 1}\n");
  CHECK(attempt.outcome == Outcome::errored);
  REQUIRE(attempt.steps.at(0).error.has_value());
  const Error& error = *attempt.steps[0].error;
  CHECK(error.code == "unknown-variable");
  CHECK(error.what.find("did you mean \"email\"") != std::string::npos);
  CHECK(to_text(error.where) == "s.yaml:5:14");
}

TEST_CASE("a mapping out of a variable is compared with, its keys are no operators") {
  Stage stage;
  stage.environment.on_http = [](const HttpRequest& request) -> Result<HttpResponse> {
    return json_response(200, request.url == "http://a/1" ? "{}" : R"({"exists":true})");
  };
  const auto outcome_of_second = [&](const std::string& expect) {
    return stage
        .run_steps(
            "steps:\n  - {http: 'GET http://a/1', capture: {x: json}}\n"
            "  - {http: 'GET http://a/2', expect: {json: " +
            expect + "}}\n")
        .outcome;
  };
  CHECK(outcome_of_second("\"${x}\"") == Outcome::failed);
  CHECK(outcome_of_second("{not: \"${x}\"}") == Outcome::passed);
  CHECK(outcome_of_second("{contains: \"${x}\"}") == Outcome::failed);
  CHECK(outcome_of_second("{eq: {exists: true}}") == Outcome::passed);
}

TEST_CASE("a capture that finds nothing fails the step") {
  Stage stage;
  stage.environment.on_http = answering(200, R"({"id":8})");
  const Attempt attempt = stage.run_steps(
      "steps: [{http: 'GET http://a/', expect: {status: 200}, capture: {x: $.nothing}}]");
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(first_failure(attempt) == "expected $.nothing to give a value for ${x}, got missing");
}

TEST_CASE("a scenario that came to no check is skipped, never passed") {
  Stage stage;
  stage.environment.redis_client.answer = ok_reply;
  const auto outcome = [&](const std::string& steps) { return stage.run_steps(steps).outcome; };
  CHECK(outcome("steps: [{redis: GET x, skip: later, expect: {value: OK}}, {redis: GET x}]") ==
        Outcome::skipped);
  CHECK(outcome("vars: {a: 1}\nsteps: [{redis: GET x, if: {\"${a}\": 2}, expect: {value: OK}}]") ==
        Outcome::skipped);
  CHECK(
      outcome(
          "vars: {a: 1}\nsteps: [{redis: GET x, if: {\"${a}\": {gt: 0}}, expect: {value: OK}}]") ==
      Outcome::passed);
  // Of an empty list nothing was seen to hold; who expects one says so.
  const std::string loop = "redis: GET x, for_each: {i: \"${a}\"}, expect: {value: OK}";
  CHECK(outcome("vars: {a: []}\nsteps: [{" + loop + "}]") == Outcome::failed);
  CHECK(outcome("vars: {a: []}\nsteps: [{" + loop + ", if: {\"${a}\": {empty: false}}}]") ==
        Outcome::skipped);
  CHECK(outcome("vars: {a: [1]}\nsteps: [{" + loop + ", if: {\"${a}\": {empty: false}}}]") ==
        Outcome::passed);
  CHECK(outcome("vars: {a: 201}\nsteps: [{redis: GET x, if: {\"${a}\": \"201\"}, expect: {value: OK}}]") ==
        Outcome::errored);
  CHECK(outcome("skip: later\nsteps: [{redis: GET x, expect: {value: OK}}]") == Outcome::skipped);
}

TEST_CASE("for_each runs a step an item, until one fails") {
  Stage stage;
  stage.environment.redis_client.answer = [](const std::vector<std::string>& words) {
    return Result<RedisReply>(RedisReply{Value(words[1] == "b" ? 0 : 1), "integer"});
  };
  const Attempt attempt = stage.run_steps(
      "steps: [{name: n, redis: \"EXISTS ${i}\", for_each: {i: [a, b, c]}, expect: {value: 1}}]");
  CHECK(outcomes(attempt) == Outcomes{Outcome::passed, Outcome::failed});
  CHECK(attempt.steps[1].name == "n [b]");
}

TEST_CASE("a failing finally fails what had passed") {
  Stage stage;
  stage.environment.redis_client.answer = ok_reply;
  const Attempt attempt = stage.run_steps(
      "steps: [{redis: GET x, expect: {value: OK}}]\nfinally: [{redis: DEL x, expect: {value: "
      "1}}]");
  CHECK(attempt.outcome == Outcome::failed);
}

TEST_CASE("each actor has cookies of its own, and cookies: false a client for one request") {
  Stage stage;
  stage.environment.on_http = answering(200, "");
  const Attempt attempt = stage.run_steps(R"(
steps:
  - {http: 'GET http://a/', expect: {status: 200}}
  - {http: 'GET http://a/', as: ada}
  - {http: 'GET http://a/', as: ada}
  - {http: 'GET http://a/'}
  - {http: 'GET http://a/', cookies: false}
)");
  CHECK(attempt.outcome == Outcome::passed);
  CHECK(stage.environment.http_clients == 3);
}

TEST_CASE("headers, cookies and forms") {
  Stage stage;
  stage.environment.on_http = [](const HttpRequest& request) -> Result<HttpResponse> {
    CHECK(request.body == "a=1&b=x%26y&b=2");
    CHECK_FALSE(request.follow_redirects);
    HttpResponse response = json_response(302, "");
    response.headers = {
        {"Set-Cookie", "sid=abc; Path=/"}, {"Set-Cookie", "t=1"}, {"X-A", "1"}, {"x-a", "2"}};
    return response;
  };
  const Attempt attempt = stage.run_steps(R"(
steps:
  - http: POST http://a/
    form: {a: 1, b: [x&y, 2]}
    follow: false
    expect:
      status: [302, 303]
      headers: {x-A: "1, 2", X-B: {exists: false}}
      cookies: {sid: abc, t: "1"}
      json: {exists: false}
    capture: {sid: cookie sid, a: header X-A}
)");
  CHECK(first_failure(attempt) == "");
  CHECK(attempt.outcome == Outcome::passed);
}

TEST_CASE("secrets are nowhere in an attempt, captured ones neither") {
  Stage stage;
  stage.context.secrets = {{"token", Secret("very-secret-token")}};
  stage.environment.on_http = [](const HttpRequest& request) -> Result<HttpResponse> {
    CHECK(*find_header(request.headers, "X-T") == "very-secret-token");
    return json_response(200, R"({"session":"captured-secret","echo":"very-secret-token"})");
  };
  stage.environment.redis_client.answer = [](auto& words) {
    return Result<RedisReply>(RedisReply{Value(words[1]), "string"});
  };
  const Attempt attempt = stage.run_steps(R"(
steps:
  - http: GET http://a/
    headers: {X-T: "${secret.token}"}
    expect: {json: {$.echo: other}}
    capture: {s: {from: $.session, secret: true}}
finally:
  - redis: GET ${secret.token}
    expect: {value: nothing}
)");
  ScenarioResult result;
  result.attempts.push_back(attempt);
  const std::string text = to_json(to_value(result));
  CHECK(attempt.outcome == Outcome::failed);
  CHECK(text.find("***") != std::string::npos);
  CHECK(text.find("very-secret-token") == std::string::npos);
  CHECK(text.find("captured-secret") == std::string::npos);
}

TEST_CASE("rows that differ are told one by one, with the table") {
  Stage stage;
  stage.environment.sql_client.answer = [](auto&, auto&) {
    return Result<SqlOutcome>(SqlOutcome{
        .result = {.columns = {"id", "state"}, .rows = {{1, "won"}, {2, "lost"}, {3, nullptr}}}});
  };
  const Attempt attempt =
      stage.run_steps("steps: [{sql: SELECT 1, expect: {rows: [[1, won], [2, won]]}}]");
  REQUIRE(attempt.steps.size() == 1);
  std::string text;
  for (const CheckResult& check : attempt.steps[0].checks)
    text += check.what + ": " + check.expected + " / " + check.actual +
            (check.passed ? " ok" : "") + "\n";
  text += attempt.steps[0].rows;
  CHECK(text ==
        "row 2: [2,\"won\"] / [2,\"lost\"]\n"
        "row 3: no such row / [3,null]\n"
        "error: false / missing ok\n"
        "id  state\n1   won\n2   lost\n3   NULL\n(3 rows)\n");
}
