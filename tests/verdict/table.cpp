// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <functional>

#include "emulator/base/text.h"
#include "tests/support/golden.h"
#include "tests/verdict/sample_run.h"

using namespace gonogo;
using test::sample_quarantine;
using test::sample_run;
using test::sample_scenario;

namespace {

struct Scope {
  const char* name;
  bool full;
};
const Scope scopes[] = {{"full", true}, {"partial", false}};

/// What there is of the acceptance scenarios.
struct Kind {
  const char* name;
  void (*change)(RunResult&);
};
const Kind kinds[] = {
    {"present", [](RunResult&) {}},
    {"empty", [](RunResult& r) { r.scenarios.pop_back(), r.expected.pop_back(); }},
    {"skipped", [](RunResult& r) {
       r.scenarios[2] = sample_scenario("a acceptance", Outcome::skipped, "acceptance");
     }}};

/// How one more regression scenario ended; the others passed.
struct Ending {
  const char* name;
  Outcome outcome;
  bool in_quarantine = false;
  bool interrupted = false;
};
const Ending endings[] = {{"passed", Outcome::passed},
                          {"failed", Outcome::failed},
                          {"errored", Outcome::errored},
                          {"flaky", Outcome::flaky},
                          {"quarantined", Outcome::failed, true},
                          {"interrupted", Outcome::not_run, false, true}};

struct Variant {
  const char* name;
  std::function<void(Policy&)> change;
};
const Variant variants[] = {{"one of each kind",
                             [](Policy& p) {
                               p.require = {{"unit", 1}, {"regression", 1}, {"acceptance", 1}};
                             }},
                            {"one of each kind, flaky: warn",
                             [](Policy& p) {
                               p.require = {{"unit", 1}, {"regression", 1}, {"acceptance", 1}};
                               p.flaky_is_warning = true;
                             }},
                            {"two regressions",
                             [](Policy& p) {
                               p.require = {{"regression", 2}};
                             }},
                            {"#smoke must pass", [](Policy& p) { p.must_pass = {"smoke"}; }},
                            {"no quarantine allowed", [](Policy& p) { p.most_quarantined = 0; }},
                            {"asks for nothing", [](Policy&) {}}};

Verdict judged(const Scope& scope, const Kind& kind, const Ending& ending, const Variant& variant) {
  RunResult run = sample_run();
  run.full = scope.full;
  kind.change(run);
  run.interrupted = ending.interrupted;
  ScenarioResult one = sample_scenario("one more", ending.outcome, "regression");
  one.tags = {"smoke"};
  run.expected.push_back(one.id);
  run.scenarios.push_back(std::move(one));
  Policy policy;
  variant.change(policy);
  if (ending.in_quarantine) policy.quarantine = {sample_quarantine("a.yaml#one more")};
  return judge(run, policy);
}

std::string codes_of(const std::vector<Reason>& reasons) {
  std::vector<std::string> codes;
  for (const Reason& reason : reasons) codes.push_back(reason.code);
  return join(codes, ", ");
}

template <typename See>
void for_all(See see) {
  for (const Variant& variant : variants)
    for (const Scope& scope : scopes)
      for (const Kind& kind : kinds)
        for (const Ending& ending : endings) see(scope, kind, ending, variant);
}

}  // namespace

TEST_CASE("the judge's whole table, to be read by whoever answers for a release") {
  std::vector<std::vector<std::string>> rows{{"POLICY", "SCOPE", "ACCEPTANCE", "ONE MORE",
                                              "VERDICT", "EXIT", "GATE", "REASONS", "WARNINGS"}};
  for_all([&](const Scope& scope, const Kind& kind, const Ending& ending, const Variant& variant) {
    const Verdict verdict = judged(scope, kind, ending, variant);
    const std::string warnings = codes_of(verdict.warnings);
    rows.push_back({variant.name, scope.name, kind.name, ending.name,
                    std::string(to_text(verdict.decision)), std::to_string(verdict.exit_code),
                    scope.full && verdict.decision == Decision::go ? "opens" : "refuses",
                    verdict.reasons.empty() ? "-" : codes_of(verdict.reasons),
                    warnings.empty() ? "-" : warnings});
  });
  CHECK(test::golden("verdict/table", aligned(rows, "")));
}

// The same said once more in another way, so that approving the table by mistake is noticed.
TEST_CASE("GO is rare, and every other answer says why") {
  for_all([](const Scope& scope, const Kind& kind, const Ending& ending, const Variant& variant) {
    CAPTURE(std::string(variant.name));
    CAPTURE(std::string(scope.name) + ", acceptance " + kind.name + ", one more " + ending.name);
    const Verdict verdict = judged(scope, kind, ending, variant);
    const std::string policy = variant.name;
    const std::string end = ending.name;
    const bool kinds_asked = policy.starts_with("one of each kind");
    const bool no_kind = scope.full && kinds_asked && std::string(kind.name) != "present";
    const bool excused =
        (end == "flaky" && policy.ends_with("flaky: warn")) || end == "quarantined";
    const bool too_few = scope.full && policy == "two regressions" && end != "passed";
    const bool tag = scope.full && policy.starts_with("#") && end != "passed";
    const bool capped = policy.starts_with("no quarantine") && end == "quarantined";
    const bool go = (end == "passed" || excused) && !no_kind && !too_few && !tag && !capped;
    CHECK((verdict.decision == Decision::go) == go);
    CHECK((verdict.exit_code == 0) == go);
    CHECK(verdict.reasons.empty() == go);
    for (const auto* list : {&verdict.reasons, &verdict.warnings})
      for (const Reason& reason : *list) {
        CAPTURE(reason.code);
        CHECK_FALSE(reason.text.empty());
        CHECK_FALSE(reason.repro.empty());
        CHECK_FALSE(reason.evidence.empty());
      }
  });
}
