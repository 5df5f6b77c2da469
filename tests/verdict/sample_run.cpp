// SPDX-License-Identifier: Apache-2.0
#include "tests/verdict/sample_run.h"

namespace gonogo::test {

ScenarioResult sample_scenario(const std::string& name, Outcome outcome, const std::string& kind) {
  ScenarioResult result{.id = "a.yaml#" + name,
                        .name = name,
                        .file = "a.yaml",
                        .line = 3,
                        .kind = kind,
                        .outcome = outcome,
                        .ended = Nanoseconds(1'000)};
  const auto attempt = [](Outcome of) {
    return Attempt{.outcome = of, .steps = {{.name = "ask", .verb = "http", .outcome = of}}};
  };
  if (outcome == Outcome::flaky)
    result.attempts = {attempt(Outcome::failed), attempt(Outcome::passed)};
  else if (outcome != Outcome::not_run && outcome != Outcome::skipped)
    result.attempts = {attempt(outcome)};
  return result;
}

RunResult sample_run() {
  RunResult run{.full = true, .project = "shop"};
  run.started = from_rfc3339("2026-11-24T12:00:00Z");
  run.finished = from_rfc3339("2026-11-24T12:00:04Z");
  run.subject.commit = "4be1c02";
  for (const char* kind : {"unit", "regression", "acceptance"})
    run.scenarios.push_back(sample_scenario(std::string("a ") + kind, Outcome::passed, kind));
  for (const ScenarioResult& each : run.scenarios) run.expected.push_back(each.id);
  return run;
}

Quarantine sample_quarantine(const std::string& id) {
  return {.id = id,
          .owner = "ada",
          .ticket = "SHOP-7",
          .reason = "races with the mailer",
          .expires = from_rfc3339("2026-12-01T00:00:00Z")};
}

}  // namespace gonogo::test
