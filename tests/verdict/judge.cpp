// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <functional>

#include "emulator/base/members.h"
#include "tests/verdict/sample_run.h"

namespace gonogo {
namespace {

using test::sample_run;
constexpr auto scenario = test::sample_scenario;

Policy strict() { return {.require = {{"unit", 1}, {"regression", 1}, {"acceptance", 1}}}; }

Loss loss_of(Loss::Kind kind, int t) {
  return {.kind = kind, .who = "mysql", .what = "exited (signal 9)", .t = Nanoseconds(t)};
}

StartFailure start_failure(StartFailure::Kind kind) {
  return {kind, {.code = "why", .what = "it did not start"}};
}

struct Row {
  const char* what;
  std::function<void(RunResult&)> change;
  Decision decision;
  int exit_code;
  const char* first_reason;
};

const Row judged_rows[] = {
    {"all passed", [](RunResult&) {}, Decision::go, 0, ""},
    {"a check failed",
     [](RunResult& r) { r.scenarios[2] = scenario("a acceptance", Outcome::failed, "acceptance"); },
     Decision::no_go, 1, "scenario-failed"},
    {"flaky",
     [](RunResult& r) { r.scenarios[2] = scenario("a acceptance", Outcome::flaky, "acceptance"); },
     Decision::no_go, 1, "flaky"},
    {"one could not be tried",
     [](RunResult& r) {
       r.scenarios[2] = scenario("a acceptance", Outcome::errored, "acceptance");
     },
     Decision::cannot_tell, 3, "scenario-errored"},
    {"one did not run",
     [](RunResult& r) {
       r.scenarios[2] = scenario("a acceptance", Outcome::not_run, "acceptance");
     },
     Decision::cannot_tell, 3, "not-run"},
    {"one is missing", [](RunResult& r) { r.scenarios.pop_back(); }, Decision::cannot_tell, 3,
     "result-missing"},
    {"two results of one", [](RunResult& r) { r.scenarios.push_back(r.scenarios[0]); },
     Decision::cannot_tell, 3, "inconsistent-result"},
    {"passed without a step", [](RunResult& r) { r.scenarios[0].attempts[0].steps.clear(); },
     Decision::cannot_tell, 3, "inconsistent-result"},
    {"passed with a failed check",
     [](RunResult& r) {
       r.scenarios[0].attempts[0].steps[0].checks = {{.what = "status", .passed = false}};
     },
     Decision::cannot_tell, 3, "inconsistent-result"},
    {"passed, but a first try had failed",
     [](RunResult& r) {
       auto& attempts = r.scenarios[0].attempts;
       attempts = {{.outcome = Outcome::failed, .steps = attempts[0].steps}, attempts[0]};
     },
     Decision::cannot_tell, 3, "inconsistent-result"},
    {"flaky without a first failure",
     [](RunResult& r) {
       r.scenarios[2] = scenario("a acceptance", Outcome::flaky, "acceptance");
       r.scenarios[2].attempts.erase(r.scenarios[2].attempts.begin());
     },
     Decision::cannot_tell, 3, "inconsistent-result"},
    {"skipped, but it had failed",
     [](RunResult& r) {
       r.scenarios[2] = scenario("a acceptance", Outcome::failed, "acceptance");
       r.scenarios[2].outcome = Outcome::skipped;
     },
     Decision::cannot_tell, 3, "inconsistent-result"},
    {"every step was skipped",
     [](RunResult& r) { r.scenarios[0].attempts[0].steps[0].outcome = Outcome::skipped; },
     Decision::no_go, 1, "nothing-checked"},
    {"the pipeline is of another commit",
     [](RunResult& r) { r.subject.pipeline_commit = "9d02aa1"; }, Decision::no_go, 1,
     "other-commit"},
    {"the pipeline is of this commit",
     [](RunResult& r) { r.subject.pipeline_commit = r.subject.commit; }, Decision::go, 0, ""},
    {"passed with a failed case",
     [](RunResult& r) { r.scenarios[0].cases = {{.name = "x", .outcome = Outcome::failed}}; },
     Decision::cannot_tell, 3, "inconsistent-result"},
    {"a required kind only skipped",
     [](RunResult& r) {
       r.scenarios[2] = scenario("a acceptance", Outcome::skipped, "acceptance");
     },
     Decision::no_go, 4, "kind-empty"},
    {"nothing at all",
     [](RunResult& r) {
       r.scenarios.clear();
       r.expected.clear();
     },
     Decision::no_go, 4, "nothing-ran"},
    {"MySQL was lost", [](RunResult& r) { r.loss = loss_of(Loss::Kind::infrastructure, 5'000); },
     Decision::cannot_tell, 3, "environment-lost"},
    {"a check failed, then MySQL was lost",
     [](RunResult& r) {
       r.scenarios[2] = scenario("a acceptance", Outcome::failed, "acceptance");
       r.loss = loss_of(Loss::Kind::infrastructure, 5'000);
     },
     Decision::no_go, 1, "scenario-failed"},
    {"MySQL was lost, then a check failed",
     [](RunResult& r) {
       r.scenarios[2] = scenario("a acceptance", Outcome::failed, "acceptance");
       r.loss = loss_of(Loss::Kind::infrastructure, 500);
     },
     Decision::cannot_tell, 3, "environment-lost"},
    {"a task was lost, and no scenario shows it",
     [](RunResult& r) { r.loss = loss_of(Loss::Kind::product, 5'000); }, Decision::no_go, 1,
     "task-lost"},
    {"a task was lost, and a scenario failed for it",
     [](RunResult& r) {
       r.scenarios[2] = scenario("a acceptance", Outcome::failed, "acceptance");
       r.loss = loss_of(Loss::Kind::product, 5'000);
     },
     Decision::no_go, 1, "scenario-failed"},
    {"the environment did not start: product",
     [](RunResult& r) { r.start_failure = start_failure(StartFailure::Kind::product); },
     Decision::no_go, 1, "why"},
    {"the environment did not start: ours",
     [](RunResult& r) { r.start_failure = start_failure(StartFailure::Kind::infrastructure); },
     Decision::cannot_tell, 3, "why"},
    {"the environment did not start: input",
     [](RunResult& r) { r.start_failure = start_failure(StartFailure::Kind::input); },
     Decision::cannot_tell, 2, "why"},
    {"interrupted beats all",
     [](RunResult& r) {
       r.interrupted = true;
       r.scenarios[2] = scenario("a acceptance", Outcome::failed, "acceptance");
     },
     Decision::cannot_tell, 130, "interrupted"},
    {"an approximation that nobody allowed",
     [](RunResult& r) {
       r.approximations = {{"efs-state", "empty"}};
     },
     Decision::no_go, 1, "approximation-not-allowed"},
    {"an unknown approximation",
     [](RunResult& r) {
       r.approximations = {{"never-heard-of", ""}};
     },
     Decision::no_go, 1, "approximation-not-allowed"},
    {"what is not mirrored and nobody allowed",
     [](RunResult& r) {
       r.not_mirrored = {{"cpu-architecture", "web is for ARM64"}};
     },
     Decision::no_go, 1, "approximation-not-allowed"},
    {"a harmless one",
     [](RunResult& r) {
       r.approximations = {{"eager-health", ""}};
     },
     Decision::go, 0, ""},
    {"a dirty tree on a laptop", [](RunResult& r) { r.subject.dirty = true; }, Decision::go, 0, ""},
    {"a dirty tree in the pipeline",
     [](RunResult& r) {
       r.subject.dirty = true;
       r.ci = true;
     },
     Decision::no_go, 1, "tree-dirty"},
    {"an unbound file in the pipeline",
     [](RunResult& r) {
       r.subject.unbound_files = {"x"};
       r.ci = true;
     },
     Decision::no_go, 1, "unbound-file"},
};

}  // namespace

TEST_CASE("what a run found decides the verdict and its exit code") {
  for (const Row& row : judged_rows) {
    CAPTURE(std::string(row.what));
    RunResult run = sample_run();
    row.change(run);
    const Verdict verdict = judge(run, strict());
    CHECK(verdict.decision == row.decision);
    CHECK(verdict.exit_code == row.exit_code);
    CHECK((verdict.reasons.empty() ? "" : verdict.reasons.front().code) == row.first_reason);
  }
}

TEST_CASE("reported cases count instead of their scenario") {
  RunResult run = sample_run();
  run.scenarios[0].cases = {
      {.name = "x"}, {.name = "y"}, {.name = "z", .outcome = Outcome::skipped}};
  const Verdict verdict = judge(run, strict());
  CHECK(verdict.kinds.at("unit") == Counts{.total = 3, .passed = 2, .skipped = 1});
  CHECK(verdict.counts.passed == 4);
  Policy more = strict();
  more.require["unit"] = 3;
  CHECK(judge(run, more).reasons.front().code == "too-few-passed");
}

TEST_CASE("a partial run asks for no kinds, but for something that ran") {
  RunResult run = sample_run();
  run.full = false;
  run.scenarios.resize(1);
  run.expected.resize(1);
  CHECK(judge(run, strict()).exit_code == 0);
  run.scenarios.clear();
  run.expected.clear();
  CHECK(judge(run, strict()).exit_code == 4);
}

TEST_CASE("verdict.json comes back as it was, and an unknown schema is refused") {
  RunResult run = sample_run();
  run.finished = from_rfc3339("2026-11-24T12:00:04Z");
  run.approximations = {{"eager-health", "text"}};
  run.scenarios[2] = scenario("a acceptance", Outcome::failed, "acceptance");
  run.subject.builds = {{"*/app:*", "aa11", {{"bin/app", "bb22"}}}};
  run.subject.terraform = Subject::Terraform{.file = "t.json",
                                             .kind = "state",
                                             .sha256 = "cc33",
                                             .serial = 41,
                                             .lineage = "3f2a",
                                             .commit = "9d02aa1"};
  run.subject.pipeline_commit = run.subject.commit;
  const Value value = to_value(judge(run, strict()));
  CHECK(text_of(part_of(part_of(value, "subject"), "terraform"), "lineage") == "3f2a");
  CHECK(part_of(part_of(value, "subject"), "builds").items().size() == 1);
  const auto back = verdict_of(value);
  REQUIRE(back);
  CHECK(to_value(*back) == value);
  Value other = value;
  other.set("schema", "gonogo.verdict/2");
  CHECK_FALSE(verdict_of(other));
}

}  // namespace gonogo
