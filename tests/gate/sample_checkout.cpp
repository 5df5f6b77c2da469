// SPDX-License-Identifier: Apache-2.0
#include "tests/gate/sample_checkout.h"

namespace gonogo::test {

GateSample gate_sample() {
  GateSample sample;
  sample.policy.require = {{"regression", 1}};
  RunResult& run = sample.results;
  run.id = "r1";
  run.started = from_rfc3339("2026-11-24T12:00:00Z");
  run.finished = from_rfc3339("2026-11-24T12:00:04Z");
  run.full = true;
  run.project = "launches";
  run.engine = "embedded";
  run.policy_sha256 = "9c1f000000000000";
  run.subject = {.commit = "4be1c02d9f6a7b8c1e2d3f405162738495a6b7c8",
                 .tree = "0f1e2d3c4b5a69788796a5b4c3d2e1f001122334",
                 .images = {{"launches-backend:1.4.0", "sha256:aa11", false}},
                 .task_definitions = {{"launches-backend", "cc33"}, {"launches-frontend", "dd44"}},
                 .scenarios_sha256 = "ee55",
                 .inputs = {{"gonogo.yaml", "ff66"}, {"schema.sql", "1177"}},
                 .builds = {{.image = "*/launches-backend:*",
                             .recipe = "r1",
                             .files = {{"build/app", "f1"}},
                             .dockerfile = "d1",
                             .context = "c1"}}};
  ScenarioResult passed{.id = "a.yaml#works",
                        .name = "works",
                        .file = "a.yaml",
                        .line = 1,
                        .kind = "regression",
                        .outcome = Outcome::passed};
  passed.attempts = {{.started = run.started, .outcome = Outcome::passed}};
  passed.attempts.front().steps = {{.name = "a page", .verb = "http", .outcome = Outcome::passed}};
  run.scenarios = {passed};
  run.expected = {passed.id};
  sample.checkout = {.commit = run.subject.commit,
                     .policy_sha256 = run.policy_sha256,
                     .scenarios_sha256 = run.subject.scenarios_sha256,
                     .task_definitions = run.subject.task_definitions,
                     .inputs = run.subject.inputs,
                     .builds = run.subject.builds,
                     .now = run.finished + std::chrono::minutes(1)};
  return sample;
}

}  // namespace gonogo::test
