// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/project/read_parts.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

struct PolicyRead {
  Policy policy;
  Findings findings;
};

PolicyRead read_policy_of(const std::string& text) {
  const auto documents = parse_yaml(text, "policy.yaml");
  REQUIRE(documents);
  REQUIRE(documents->size() == 1);
  PolicyRead result;
  result.policy = read_policy(documents->front(), "policy.yaml", "", result.findings);
  return result;
}

const char* const whole = R"(
require: {unit: 6, regression: 4}
must_pass: [smoke]
flaky: warn
quarantine:
  - id: scenarios/a.yaml#The mail arrives
    owner: ada
    ticket: SHOP-7
    reason: races with the mailer
    expires: 2026-12-31
max_quarantined: 2
budgets:
  - {scenario: "*checkout*", step: pay, max: 300ms}
max_age: 1h
approximations: {allow: [nofile-limit]}
overrides: [env.BUG]
expect: [scenarios/a.yaml#The mail arrives]
break_glass:
  keys:
    - MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
    - |
      -----BEGIN PUBLIC KEY-----
      MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
      -----END PUBLIC KEY-----
  max: 30m
)";

}  // namespace

TEST_CASE("a policy with all there is") {
  const PolicyRead given = read_policy_of(whole);
  CHECK(given.findings.empty());
  const Policy& policy = given.policy;
  CHECK(policy.require == std::map<std::string, int>{{"unit", 6}, {"regression", 4}});
  CHECK(policy.must_pass == std::vector<std::string>{"smoke"});
  CHECK(policy.flaky_is_warning);
  REQUIRE(policy.quarantine.size() == 1);
  CHECK(policy.quarantine[0].id == "scenarios/a.yaml#The mail arrives");
  CHECK(policy.quarantine[0].owner == "ada");
  // To the end of its last day.
  CHECK(to_rfc3339(policy.quarantine[0].expires) == "2027-01-01T00:00:00Z");
  CHECK(policy.most_quarantined == 2);
  REQUIRE(policy.budgets.size() == 1);
  CHECK(policy.budgets[0].limit == Milliseconds(300));
  CHECK(policy.max_age == Milliseconds(3'600'000));
  CHECK(policy.break_glass.keys.size() == 2);
  CHECK(policy.break_glass.longest == Milliseconds(1'800'000));
}

TEST_CASE("a policy that says nothing") {
  const PolicyRead given = read_policy_of("{}");
  CHECK(given.findings.empty());
  CHECK_FALSE(given.policy.flaky_is_warning);
  CHECK(given.policy.most_quarantined == 5);
  CHECK(given.policy.break_glass.keys.empty());
  CHECK(given.policy.max_age == Milliseconds(7'200'000));
}

TEST_CASE("what is wrong in a policy is said with its place") {
  const char* const texts[] = {
      "quarantine: [{id: a, owner: ada, ticket: T-1, reason: x}]",
      "quarantine: [{id: a, owner: '', ticket: T-1, reason: x, expires: 2026-12-31}]",
      "quarantine: [{id: a, owner: ada, ticket: T-1, reason: x, expires: never}]",
      "quarantine: [{id: a, owner: ada, ticket: T-1, reason: x, expires: 2026-02-31}]",
      "quarantine: [{id: a, owner: ada, ticket: T-1, reason: x, expires: 2026-12-31, untill: y}]",
      "quarantine: [a]",
      "max_quarantined: -1",
      "require: {unit: -1}",
      "require: {smoke: 1}",
      "flaky: maybe",
      "budgets: [{scenario: a}]",
      "budgets: [{max: fast}]",
      "max_age: 7",
      "break_glass: {max: 1h}",
      "break_glass: {keys: [ada]}",
      "must_pas: [smoke]",
      "require: ~",
      "require: {unit: ~}",
      "must_pass:",
      "budgets: [{max: ~}]"};
  std::string said;
  for (const char* text : texts) {
    const PolicyRead given = read_policy_of(text);
    CAPTURE(std::string(text));
    CHECK(has_errors(given.findings));
    said += std::string(text) + "\n";
    for (const Finding& finding : given.findings)
      said += "  " + to_text(finding.where) + " " + finding.rule + ": " + finding.message +
              (finding.hint.empty() ? "" : " (" + finding.hint + ")") + "\n";
  }
  CHECK(test::golden("project/policy_errors", said));
}
