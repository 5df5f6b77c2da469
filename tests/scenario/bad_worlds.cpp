// SPDX-License-Identifier: Apache-2.0
// What a bad world does becomes a located, typed result within the step's time-out.
#include <doctest/doctest.h>
#include <sys/resource.h>

#include "emulator/io/document.h"
#include "emulator/io/interrupt.h"
#include "emulator/io/regex.h"
#include "tests/scenario/fake_environment.h"
#include "tests/scenario/raw_server.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::test;

namespace {

/// Real clients in an environment that is not there.
struct RealEnvironment final : FakeEnvironment {
  std::uint16_t port = 0;
  std::unique_ptr<SqlClient> sql_connection{};
  std::unique_ptr<RedisClient> redis_connection{};

  bool is_in_vpc = false;  ///< whose names are known, and no others

  std::unique_ptr<HttpClient> http() override {
    HttpOptions options{.hosts = {{"backend", "127.0.0.1"}}};
    if (is_in_vpc)
      options.open_socket = [] { return ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0); };
    return make_http_client(options);
  }
  Result<SqlClient*> sql(const std::string&) override {
    auto made = connect_mysql({.url = "tcp://127.0.0.1:" + std::to_string(port),
                               .user = "u",
                               .timeout = Milliseconds(1'000)});
    if (!made) return fail(made.error());
    sql_connection = std::move(*made);
    return sql_connection.get();
  }
  Result<RedisClient*> redis(const std::string&) override {
    if (redis_connection) return redis_connection.get();
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (auto done = connect_socket(socket.get(), "127.0.0.1", port, Milliseconds(2'000)); !done)
      return fail(done.error());
    auto made = make_redis_client(std::move(socket), Milliseconds(10'000));
    redis_connection = std::move(*made);
    return redis_connection.get();
  }
};

struct RealStage {
  SystemClock clock{};
  RealProcesses processes{};
  World world{.clock = clock, .processes = processes, .environment = {{"PATH", "/usr/bin:/bin"}}};
  RealEnvironment environment{};
  Redactor redactor{};
  ScenarioContext context{.world = world,
                          .environment = environment,
                          .redactor = redactor,
                          .project_folder = "/",
                          .evidence_folder = "/nowhere"};
  std::vector<CaseResult> cases{};

  /// A step in line 4, then one that must not run, and what runs in any case.
  Attempt run(const std::string& step) {
    const ScenarioFile file =
        read_scenarios("scenario: s\nkind: acceptance\nsteps:\n  - " + step +
                           "\n  - {exec: [echo, never]}\nfinally: [{exec: [echo, always]}]\n",
                       "s.yaml");
    REQUIRE(file.findings.empty());
    return run_scenario(file.scenarios[0], context, cases);
  }
};

struct Seen {
  Outcome outcome = Outcome::not_run;
  std::string code{};
  std::string failed{};  ///< the first check that failed
  bool timely = false;
  std::string told{};  ///< the error, as people read it
};

/// Whether the words of an error are those that its golden file has; a port is another each time.
bool pinned(const Seen& seen) {
  std::string text = seen.told;
  text = replace_matches(text, "127\\.0\\.0\\.1([: ]|:? port )[0-9]+", "127.0.0.1:PORT")
             .value_or(text);
  text = replace_matches(text, "after [0-9]+ ms", "after N ms").value_or(text);
  return golden("scenario/errors/" + seen.code, text);
}

Seen seen_of(const Attempt& attempt, Milliseconds most = Milliseconds(3'000)) {
  // The run went on: `finally` was there.
  REQUIRE(attempt.steps.size() == 2);
  CHECK(attempt.steps[1].output == "always\n");
  const StepResult& step = attempt.steps[0];
  CHECK(step.line == 4);
  CHECK(step.file == "s.yaml");
  ScenarioResult result;
  result.attempts.push_back(attempt);
  // Whatever came in, what goes out can be read.
  CHECK(parse_json(to_json(to_value(result)), "results.json"));
  Seen seen{.outcome = attempt.outcome, .timely = attempt.duration < most};
  if (step.error) {
    seen.code = step.error->code;
    seen.told = to_text(*step.error);
    CHECK(step.error->where.mark.line == 4);
    CHECK_FALSE(step.error->what.empty());
  }
  for (const CheckResult& check : step.checks)
    if (!check.passed && seen.failed.empty()) seen.failed = check.what + ": " + check.actual;
  return seen;
}

std::string get(const RawServer& server, const std::string& rest) {
  return "{http: GET " + server.url() + ", " + rest + "}";
}

RawServer::Behaviour answers(std::string text) {
  return [text = std::move(text)](RawServer& server, int client) {
    if (!server.wait_for(client)) return;
    RawServer::read_some(client);
    RawServer::say(client, text);
  };
}

std::string response(const std::string& body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\nConnection: close\r\n\r\n" + body;
}

long memory_in_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

}  // namespace

TEST_CASE("a server that never answers") {
  const RawServer server([](RawServer& self, int client) { self.hang(client); });
  RealStage stage;
  const Seen seen = seen_of(stage.run(get(server, "timeout: 200ms, expect: {status: 200}")));
  CHECK(seen.outcome == Outcome::failed);
  CHECK(seen.code == "timed-out");
  CHECK(seen.timely);
}

TEST_CASE("a server that closes in the middle of a body") {
  const RawServer server(answers("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"));
  RealStage stage;
  const Seen seen = seen_of(stage.run(get(server, "expect: {body: half}")));
  CHECK(seen.outcome == Outcome::failed);
  CHECK(seen.code == "bad-response");
  CHECK(pinned(seen));
}

TEST_CASE("a server that hangs up without an answer") {
  const RawServer server([](RawServer& self, int client) {
    if (self.wait_for(client)) RawServer::read_some(client);
  });
  RealStage stage;
  const Seen seen = seen_of(stage.run(get(server, "expect: {status: 200}")));
  CHECK(seen.outcome == Outcome::failed);
  CHECK(seen.code == "connection-failed");
  CHECK(pinned(seen));
}

TEST_CASE("a body of one gigabyte") {
  const RawServer server([](RawServer& self, int client) {
    if (!self.wait_for(client)) return;
    RawServer::read_some(client);
    if (!RawServer::say(client, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n")) return;
    const std::string mebibyte(1U << 20U, 'x');
    for (int i = 0; i < 1024 && RawServer::say(client, mebibyte); ++i) {
    }
  });
  RealStage stage;
  const long before = memory_in_mib();
  const Seen seen = seen_of(stage.run(get(server, "expect: {status: 200}")), Milliseconds(10'000));
  CHECK(seen.outcome == Outcome::failed);
  CHECK(seen.code == "body-too-large");
  CHECK(pinned(seen));
  CHECK(memory_in_mib() - before < 300);
}

TEST_CASE("bytes that are no UTF-8, and text that is no JSON") {
  RealStage stage;
  {
    const RawServer server(answers(response("caf\xe9 \xff\xfe")));
    const Seen seen = seen_of(stage.run(get(server, "expect: {body: café}")));
    CHECK(seen.outcome == Outcome::failed);
    CHECK(seen.failed.starts_with("body: "));
  }
  const RawServer server(answers(response("{\"a\": ")));
  const Seen seen = seen_of(stage.run(get(server, "expect: {json: {$.a: 1}}")));
  CHECK(seen.outcome == Outcome::failed);
  CHECK(seen.failed.find("$.a: missing (the body is no JSON") == 0);
}

TEST_CASE("a redirect loop") {
  const RawServer server(answers(
      "HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
  RealStage stage;
  const Seen seen = seen_of(stage.run(get(server, "expect: {status: 200}")));
  CHECK(seen.outcome == Outcome::failed);
  CHECK(seen.code == "too-many-redirects");
  CHECK(pinned(seen));
}

TEST_CASE("ten thousand headers are read in time, a megabyte of them is refused") {
  const auto with_headers = [](const std::string& value) {
    std::string text = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n";
    for (int i = 0; i < 10'000; ++i) text += "X-" + std::to_string(i) + ": " + value + "\r\n";
    return text + "\r\n";
  };
  RealStage stage;
  {
    const RawServer server(answers(with_headers("a")));
    const Attempt attempt =
        stage.run("{http: GET " + server.url() + ", expect: {headers: {X-9999: a}}}");
    CHECK(attempt.outcome == Outcome::passed);
    CHECK(attempt.duration < Milliseconds(3'000));
  }
  const RawServer server(answers(with_headers(std::string(200, 'a'))));
  const Seen seen = seen_of(stage.run(get(server, "expect: {status: 200}")));
  CHECK(seen.outcome == Outcome::failed);
  CHECK(seen.code == "bad-response");
}

TEST_CASE("a database that says nothing is no fault of the product") {
  const RawServer server([](RawServer& self, int client) { self.hang(client); });
  RealStage stage;
  stage.environment.port = server.port();
  const Seen seen = seen_of(stage.run("{sql: SELECT 1, expect: {value: 1}}"), Milliseconds(4'000));
  CHECK(seen.outcome == Outcome::errored);
  CHECK(seen.code == "timed-out");
  CHECK(seen.timely);
}

TEST_CASE("a Redis that disconnects, and one that hangs") {
  {
    const RawServer server(answers("$10\r\nhalf"));
    RealStage stage;
    stage.environment.port = server.port();
    const Seen seen = seen_of(stage.run("{redis: GET a, expect: {value: half}}"));
    CHECK(seen.outcome == Outcome::errored);
    CHECK(seen.code == "connection-lost");
    CHECK(pinned(seen));
  }
  const RawServer server([](RawServer& self, int client) { self.hang(client); });
  RealStage stage;
  stage.environment.port = server.port();
  const Seen seen = seen_of(stage.run("{redis: GET a, timeout: 200ms, expect: {value: x}}"));
  CHECK(seen.outcome == Outcome::errored);
  CHECK(seen.code == "timed-out");
  CHECK(seen.timely);
}

TEST_CASE("a command that ignores SIGTERM") {
  RealStage stage;
  const Seen seen =
      seen_of(stage.run("{exec: \"trap '' TERM; echo begun; sleep 60 & wait; sleep 60\", timeout: "
                        "300ms, expect: {exit: 0}}"));
  CHECK(seen.outcome == Outcome::failed);
  CHECK(seen.code == "timed-out");
  CHECK(seen.timely);
}

TEST_CASE("a request that can't be sent, and one that nobody takes") {
  RealStage stage;
  stage.environment.is_in_vpc = true;
  struct Row {
    const char* code;
    std::string step;
    Outcome outcome;
  };
  std::uint16_t nobody = 0;
  {
    const auto listener = listen_loopback(0);
    REQUIRE(listener);
    nobody = local_port(listener->get());
  }
  const std::string expect = ", expect: {status: 200}}";
  const std::vector<Row> rows{
      {"connection-refused", "{http: GET http://127.0.0.1:" + std::to_string(nobody) + "/" + expect,
       Outcome::failed},
      {"unknown-host", "{http: GET http://bakend/" + expect, Outcome::failed},
      {"bad-url", "{http: \"GET http://back end/\"" + expect, Outcome::errored},
      {"bad-header", "{http: GET http://backend/, headers: {\"a:b\": c}" + expect,
       Outcome::errored}};
  for (const Row& row : rows) {
    CAPTURE(row.code);
    const Seen seen = seen_of(stage.run(row.step));
    CHECK(seen.outcome == row.outcome);
    CHECK(seen.code == row.code);
    CHECK(pinned(seen));
  }
}
