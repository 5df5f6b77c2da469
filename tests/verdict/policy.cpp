// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/verdict/sample_run.h"

using namespace gonogo;
using test::sample_quarantine;
using test::sample_run;
using test::sample_scenario;

namespace {

const std::string failing = "a.yaml#a regression";

struct Trial {
  RunResult run = sample_run();
  Policy policy{.quarantine = {sample_quarantine(failing)}};
  Trial() { run.scenarios[1] = sample_scenario("a regression", Outcome::failed, "regression"); }
  ScenarioResult& scenario() { return run.scenarios[1]; }
  Verdict judged() const { return judge(run, policy); }
};

// A report with one failed case, for which the program exited 1, too.
void bring_report(Trial& trial) {
  trial.scenario().cases = {{.name = "adds", .class_name = "Sum", .outcome = Outcome::failed},
                            {.name = "subtracts", .class_name = "Sum"}};
  trial.scenario().attempts[0].steps[0].checks = {
      {.what = "case Sum: adds", .op = "report", .passed = false},
      {.what = "exit", .op = "eq", .expected = "0", .actual = "1", .passed = false}};
  trial.policy.quarantine = {sample_quarantine(failing + "::Sum.adds")};
}

struct PolicyRow {
  const char* what;
  void (*change)(Trial&);
  int exit_code;
  const char* code;
  const char* sentence;  ///< part of the first reason's, or of the first warning's
};

const PolicyRow policy_rows[] = {
    {"a failure that is known", [](Trial&) {}, 0, "quarantined",
     "is excused until 2026-12-01T00:00:00Z (ada, SHOP-7: races with the mailer)"},
    {"a flaky one",
     [](Trial& t) { t.scenario() = sample_scenario("a regression", Outcome::flaky, "regression"); },
     0, "quarantined", "excused"},
    {"the last moment",
     [](Trial& t) { t.policy.quarantine[0].expires = t.run.finished + Nanoseconds(1); }, 0,
     "quarantined", "excused"},
    {"a moment too late", [](Trial& t) { t.policy.quarantine[0].expires = t.run.finished; }, 1,
     "scenario-failed", "its quarantine ended at 2026-11-24T12:00:04Z (ada, SHOP-7)"},
    {"another scenario's entry", [](Trial& t) { t.policy.quarantine[0].id = "a.yaml#a unit"; }, 1,
     "scenario-failed", "\"a regression\""},
    {"a task died", [](Trial& t) { t.run.crashed = {failing}; }, 1, "scenario-failed",
     "quarantine excuses no crash"},
    {"a program was killed",
     [](Trial& t) {
       t.scenario().attempts[0].steps[0].checks = {
           {.what = "exit", .op = "eq", .expected = "0", .actual = "139", .passed = false}};
     },
     1, "scenario-failed", "quarantine excuses no crash"},
    {"a step timed out",
     [](Trial& t) {
       t.scenario().attempts[0].steps[0].error = Error{.code = "timed-out", .what = "x"};
     },
     1, "scenario-failed", "quarantine excuses nothing that was cut short"},
    {"it could not be tried",
     [](Trial& t) {
       t.scenario() = sample_scenario("a regression", Outcome::errored, "regression");
     },
     3, "scenario-errored", ""},
    {"it did not run",
     [](Trial& t) {
       t.scenario() = sample_scenario("a regression", Outcome::not_run, "regression");
     },
     3, "not-run", ""},
    {"it was skipped",
     [](Trial& t) {
       t.scenario() = sample_scenario("a regression", Outcome::skipped, "regression");
     },
     1, "quarantine-not-run", "what is in quarantine is still run"},
    {"it is gone",
     [](Trial& t) {
       t.policy.quarantine[0].id = "b.yaml#gone";
       t.scenario() = sample_run().scenarios[1];
     },
     1, "quarantine-not-run", "there is no result of b.yaml#gone"},
    {"it passes", [](Trial& t) { t.scenario() = sample_run().scenarios[1]; }, 0,
     "quarantine-needless", "take it out of quarantine"},
    {"too many",
     [](Trial& t) {
       t.policy.most_quarantined = 1;
       t.policy.quarantine.push_back(sample_quarantine("a.yaml#a unit"));
     },
     1, "quarantine-too-many", "2 are in quarantine, the policy allows 1"},
    {"a case of a report", bring_report, 0, "quarantined", "a.yaml#a regression::Sum.adds failed"},
    {"the scenario's entry for its report",
     [](Trial& t) {
       bring_report(t);
       t.policy.quarantine = {sample_quarantine(failing)};
     },
     1, "scenario-failed", "a.yaml#a regression::Sum.adds is not in quarantine"},
    {"two failed cases, one known",
     [](Trial& t) {
       bring_report(t);
       t.scenario().cases[1].outcome = Outcome::failed;
     },
     1, "scenario-failed", "a.yaml#a regression::Sum.subtracts is not in quarantine"},
    {"a check beside the report",
     [](Trial& t) {
       bring_report(t);
       t.scenario().attempts[0].steps[0].checks.push_back(
           {.what = "stdout", .op = "contains", .passed = false});
     },
     1, "scenario-failed", "more failed than the cases of its report"},
    {"a case that failed only at the first try",
     [](Trial& t) {
       bring_report(t);
       t.scenario().outcome = Outcome::flaky;
       t.scenario().attempts.push_back(t.scenario().attempts[0]);
       auto& first = t.scenario().attempts[0].steps[0].checks;
       first.insert(first.begin(), {.what = "case Sum: subtracts", .op = "report", .passed = false});
       t.scenario().attempts.back().outcome = Outcome::passed;
       t.scenario().attempts.back().steps = {{.outcome = Outcome::passed}};
       t.scenario().cases[0].outcome = Outcome::passed;
     },
     1, "flaky", "a.yaml#a regression::Sum.subtracts is not in quarantine"},
    {"a case that only the first try brought",
     [](Trial& t) {
       bring_report(t);
       t.scenario().attempts.push_back(t.scenario().attempts[0]);
       t.scenario().attempts[0].steps[0].checks.push_back(
           {.what = "case Sum: divides", .op = "report", .passed = false});
     },
     1, "scenario-failed", "\"case Sum: divides\" is not in quarantine"},
    {"two failed cases of one name",
     [](Trial& t) {
       bring_report(t);
       t.scenario().cases.push_back(t.scenario().cases[0]);
     },
     1, "scenario-failed", "two failed cases are called a.yaml#a regression::Sum.adds"},
    {"the report's program was killed",
     [](Trial& t) {
       bring_report(t);
       t.scenario().attempts[0].steps[0].checks[1].actual = "137";
     },
     1, "scenario-failed", "quarantine excuses no crash"},
};

Trial with_step(Nanoseconds took) {
  Trial trial;
  trial.policy = {.budgets = {{.scenario = "a.yaml#*", .step = "as*", .limit = Milliseconds(500)}}};
  trial.run = sample_run();
  trial.scenario().attempts[0].steps[0].duration = took;
  return trial;
}

}  // namespace

TEST_CASE("quarantine excuses known failures, and nothing else") {
  for (const PolicyRow& row : policy_rows) {
    CAPTURE(std::string(row.what));
    Trial trial;
    row.change(trial);
    const Verdict verdict = trial.judged();
    CHECK(verdict.exit_code == row.exit_code);
    const auto& told = verdict.reasons.empty() ? verdict.warnings : verdict.reasons;
    REQUIRE_FALSE(told.empty());
    CHECK(told.front().code == row.code);
    CAPTURE(told.front().text);
    CHECK(told.front().text.find(row.sentence) != std::string::npos);
  }
}

TEST_CASE("a case that its own runner ran again is flaky: the policy decides") {
  Trial trial;
  trial.policy = {};
  trial.run = sample_run();
  trial.scenario().cases = {{.name = "adds", .class_name = "Sum"},
                            {.name = "divides", .class_name = "Sum", .outcome = Outcome::flaky}};
  CHECK(trial.judged().exit_code == 1);
  CHECK(trial.judged().reasons.front().code == "flaky");
  CHECK(trial.judged().reasons.front().text == "\"a regression\": case Sum: divides");
  CHECK(trial.judged().kinds.at("regression") == Counts{.total = 2, .passed = 1, .flaky = 1});
  trial.policy.flaky_is_warning = true;
  CHECK(trial.judged().exit_code == 0);
  CHECK(trial.judged().warnings.front().code == "flaky");
}

TEST_CASE("no policy excuses a crash, and a run of which nothing passed is no GO") {
  Trial trial;
  trial.policy = {.flaky_is_warning = true};
  trial.scenario() = sample_scenario("a regression", Outcome::flaky, "regression");
  CHECK(trial.judged().exit_code == 0);
  trial.run.crashed = {failing};
  CHECK(trial.judged().exit_code == 1);
  CHECK(trial.judged().reasons.front().code == "flaky");
  trial.run.crashed.clear();
  trial.run.full = true;
  trial.run.expected = {failing};
  trial.run.scenarios = {trial.scenario()};
  CHECK(trial.judged().exit_code == 4);
  CHECK(trial.judged().reasons.front().code == "nothing-passed");
}

TEST_CASE("what is excused counts by itself, never as passed") {
  Trial trial;
  CHECK(trial.judged().kinds.at("regression") == Counts{.total = 1, .quarantined = 1});
  bring_report(trial);
  CHECK(trial.judged().kinds.at("regression") == Counts{.total = 2, .passed = 1, .quarantined = 1});
  trial.policy.require = {{"regression", 2}};
  CHECK(trial.judged().reasons.front().code == "too-few-passed");
}

TEST_CASE("a tag that must pass has scenarios, and none is skipped, flaky or in quarantine") {
  for (const Outcome outcome :
       {Outcome::failed, Outcome::flaky, Outcome::skipped, Outcome::passed}) {
    CAPTURE(std::string(to_text(outcome)));
    RunResult run = sample_run();
    run.scenarios[1] = sample_scenario("a regression", outcome, "regression");
    run.scenarios[1].tags = {"smoke"};
    Policy policy{.must_pass = {"smoke"}, .flaky_is_warning = true};
    if (outcome == Outcome::failed) policy.quarantine = {sample_quarantine(failing)};
    const Verdict verdict = judge(run, policy);
    CHECK((verdict.decision == Decision::go) == (outcome == Outcome::passed));
    if (outcome != Outcome::passed) CHECK(verdict.reasons.front().code == "tag-not-passed");
  }
  CHECK(judge(sample_run(), {.must_pass = {"smoke"}}).reasons.front().code == "tag-empty");
}

TEST_CASE("a response-time budget is held by every step that it measures, and measures one") {
  CHECK(with_step(std::chrono::milliseconds(500)).judged().decision == Decision::go);
  const Verdict slow = with_step(Nanoseconds(500'000'001)).judged();
  REQUIRE(slow.exit_code == 1);
  CHECK(slow.reasons.front().code == "too-slow");
  CHECK(slow.reasons.front().text ==
        "\"a regression\": step \"ask\" took 501 ms, the budget is 500 ms");
  Trial waiting = with_step(Nanoseconds(500'000'001));
  StepResult& step = waiting.run.scenarios[1].attempts[0].steps[0];
  step.verb = "wait";
  step.waits_for = "http";
  CHECK(waiting.judged().reasons.front().code == "too-slow");
  Trial unmeasured = with_step({});
  unmeasured.policy.budgets[0].step = "enter";
  CHECK(unmeasured.judged().reasons.front().code == "budget-unmeasured");
  unmeasured.run.full = false;
  CHECK(unmeasured.judged().decision == Decision::go);
}

TEST_CASE("a value from outside that the policy does not name is told, as the gate refuses it") {
  RunResult run = test::sample_run();
  run.subject.overrides = {{"env.BUG", "aa"}, {"email", "bb"}};
  const Verdict verdict = judge(run, {.allowed_overrides = {"email"}});
  CHECK(verdict.decision == Decision::go);
  REQUIRE(verdict.warnings.size() == 1);
  CHECK(verdict.warnings[0].code == "override-not-allowed");
  CHECK(verdict.warnings[0].text.starts_with("env.BUG has another value"));
}

TEST_CASE("a merged run is as old as its oldest part") {
  RunResult run = test::sample_run();
  const WallTime old = run.finished - std::chrono::hours(20);
  run.parts = {{.id = "base", .finished = old}, {.id = "again", .finished = run.finished}};
  const Verdict verdict = judge(run, {});
  CHECK(verdict.finished == old);
  CHECK(verdict.started <= verdict.finished);
  CHECK(verdict.expires == old + Policy{}.max_age);
}

TEST_CASE("a scenario that the policy expects ran") {
  RunResult run = sample_run();
  const Policy policy{.expect = {failing, "b.yaml#other"}};
  CHECK(judge(run, policy).reasons.front().text ==
        "the policy expects b.yaml#other, which did not run");
  run.full = false;
  CHECK(judge(run, policy).decision == Decision::go);
}

TEST_CASE("what is against a GO is told with its place and the command that repeats it") {
  RunResult run = sample_run();
  run.scenarios[1] = sample_scenario("a regression", Outcome::failed, "regression");
  run.scenarios[1].attempts[0].steps[0].evidence = {"evidence/a-regression/1.png"};
  const Reason reason = judge(run, {}).reasons.front();
  CHECK(reason.repro == "gonogo run a.yaml:3");
  CHECK(reason.evidence == std::vector<std::string>{"results.json#/scenarios/1/attempts/0/steps/0",
                                                    "evidence/a-regression/1.png"});
}

TEST_CASE("a snapshot that no scenario expects is NO-GO, in a full run") {
  RunResult run = sample_run();
  CHECK(judge(run, {}).exit_code == 0);
  run.orphan_snapshots = {"a/__snapshots__/b/c.d.snap"};
  const Verdict verdict = judge(run, {});
  CHECK(verdict.exit_code == 1);
  REQUIRE(verdict.reasons.size() == 1);
  CHECK(verdict.reasons[0].code == "orphan-snapshot");
  run.full = false;
  CHECK(judge(run, {}).exit_code == 0);
}
