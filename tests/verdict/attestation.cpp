// SPDX-License-Identifier: Apache-2.0
#include "emulator/verdict/attestation.h"

#include <doctest/doctest.h>

#include "emulator/base/members.h"
#include "emulator/io/document.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

const std::string commit = "4be1c02d9f6a7b8c1e2d3f405162738495a6b7c8";

RunResult run() {
  RunResult run{.full = true, .project = "shop"};
  run.started = from_rfc3339("2026-11-24T12:00:00Z");
  run.finished = from_rfc3339("2026-11-24T12:00:04Z");
  run.policy_sha256 = "9c1f";
  run.subject = {
      .commit = commit,
      .tree = "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334",
      .images = {{"shop-web:1", "sha256:aa11", false}, {"shop-app:1", "sha256:bb22", true}},
      .task_definitions = {{"shop-web", "cc33"}},
      .scenarios_sha256 = "ee55",
      .inputs = {{"gonogo.yaml", "ff66"}}};
  ScenarioResult passed{
      .id = "a.yaml#works", .name = "works", .kind = "unit", .outcome = Outcome::passed};
  passed.attempts = {
      {.outcome = Outcome::passed, .steps = {{.verb = "http", .outcome = Outcome::passed}}}};
  passed.cases = {{.name = "adds", .class_name = "Sum"}};
  run.scenarios = {passed};
  run.expected = {passed.id};
  return run;
}

Verdict verdict() { return judge(run(), {}); }

SigningKey key() { return {Secret(std::string(32, 'k'))}; }

Result<SignedVerdict> read_back(const Value& statement,
                                std::string_view type = in_toto_payload_type) {
  const auto opened =
      open_envelope(make_envelope(type, to_json(statement), key()), "e", {key().public_key()});
  REQUIRE(opened);
  return signed_verdict_of(*opened, "e");
}

}  // namespace

TEST_CASE("the three statements") {
  const Verdict given = verdict();
  REQUIRE(given.decision == Decision::go);
  CHECK(test::golden("verdict/statements", to_json(verdict_statement(given, "5e5e"), 2) + "\n" +
                                               to_json(svr_statement(given), 2) + "\n" +
                                               to_json(test_result_statement(given, run()), 2) +
                                               "\n"));
}

TEST_CASE("neither a stand-in nor a service of this machine is something that was cleared") {
  Verdict given = verdict();
  given.subject.images.push_back({"mysql", "sha256:dd44", false});
  given.subject.services = {{"mysql", "mysql", "8.4"}};
  const Value statement = verdict_statement(given, "5e5e");
  std::vector<std::string> names;
  for (const Value& each : part_of(statement, "subject").items())
    names.push_back(text_of(each, "name"));
  CHECK(names == std::vector<std::string>{"shop", "shop-web:1"});
}

TEST_CASE("a signed verdict comes back whole") {
  const auto back = read_back(verdict_statement(verdict(), "5e5e"));
  REQUIRE(back);
  CHECK(to_value(back->verdict) == to_value(verdict()));
  CHECK(back->results_sha256 == "5e5e");
  CHECK(back->key_id == key().public_key().id());
}

TEST_CASE("another statement under a good signature is no verdict") {
  const Value good = verdict_statement(verdict(), "5e5e");
  const auto changed = [&](const char* member, Value value) {
    Value other = good;
    other.set(member, std::move(value));
    return other;
  };
  Value other_commit = Value::array();
  other_commit.push(Value::object({{"digest", Value::object({{"gitCommit", "9d02aa1"}})}}));
  const Value statements[] = {svr_statement(verdict()),
                              changed("_type", "https://in-toto.io/Statement/v0.1"),
                              changed("predicateType", "urn:gonogo:verdict:v2"),
                              changed("predicate", Value{}),
                              changed("subject", Value::array()),
                              changed("subject", other_commit),
                              Value::array()};
  for (const Value& statement : statements) {
    CAPTURE(to_json(statement));
    CHECK_FALSE(read_back(statement));
  }
  CHECK_FALSE(read_back(good, "application/json"));
  CHECK(read_back(good));
}

TEST_CASE("what the gate would refuse has no property and no PASSED") {
  struct Row {
    const char* what;
    void (*change)(Verdict&);
  };
  const Row rows[] = {
      {"no-go", [](Verdict& v) { v.decision = Decision::no_go; }},
      {"cannot tell", [](Verdict& v) { v.decision = Decision::cannot_tell; }},
      {"partial", [](Verdict& v) { v.full = false; }},
      {"dirty", [](Verdict& v) { v.subject.dirty = true; }},
      {"no commit", [](Verdict& v) { v.subject.commit.clear(); }},
      {"an override",
       [](Verdict& v) {
         v.subject.overrides = {{"env.BUG", "aa"}};
       }},
      {"an unbound file", [](Verdict& v) { v.subject.unbound_files = {"bin/app"}; }},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.what));
    Verdict given = verdict();
    row.change(given);
    CHECK(part_of(part_of(svr_statement(given), "predicate"), "properties").items().empty());
    CHECK(text_of(part_of(test_result_statement(given, run()), "predicate"), "result") == "FAILED");
  }
  Verdict warned = verdict();
  warned.warnings = {{"flaky", "x"}};
  CHECK(text_of(part_of(test_result_statement(warned, run()), "predicate"), "result") == "WARNED");
}
