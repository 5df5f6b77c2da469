// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/document.h"
#include "tests/torture/torture.h"

namespace gonogo::torture {
namespace {

/// Ways in which a run is no GO.
void (*const bad_ends[])(RunResult&) = {
    [](RunResult& r) { r.scenarios[0].outcome = Outcome::failed; },
    [](RunResult& r) { r.scenarios[0].outcome = Outcome::errored; },
    [](RunResult& r) { r.scenarios[0].outcome = Outcome::flaky; },
    [](RunResult& r) { r.scenarios[0].outcome = Outcome::skipped; },
    [](RunResult& r) { r.scenarios[0].outcome = Outcome::not_run; },
    [](RunResult& r) { r.scenarios[0].attempts.clear(); },
    [](RunResult& r) { r.scenarios[0].attempts[0].steps.clear(); },
    [](RunResult& r) { r.scenarios[0].attempts[0].steps[0].outcome = Outcome::failed; },
    [](RunResult& r) { r.scenarios.clear(); },
    [](RunResult& r) { r.scenarios.clear(), r.expected.clear(); },
    [](RunResult& r) { r.expected.push_back("b.yaml#killed before it ran"); },
    [](RunResult& r) { r.scenarios.push_back(r.scenarios[0]); },
    [](RunResult& r) { r.scenarios[0].kind = "acceptance"; },
    [](RunResult& r) { r.interrupted = true; },
    [](RunResult& r) { r.full = false; },
    [](RunResult& r) { r.loss = Loss{.who = "mysql", .what = "exited (signal 9)"}; },
    [](RunResult& r) {
      r.start_failure = StartFailure{.error = {.code = "no-space", .what = "x"}};
    },
    [](RunResult& r) {
      r.approximations = {{"efs-state", "an EFS volume starts empty"}};
    },
};

void end_badly(Stage& stage) {
  bad_ends[stage.below(std::size(bad_ends))](stage.sample.results);
  stage.store();
}

// As a hand would: only what stands at the top, or all that the gate looks at.
Verdict forged_go(Stage& stage) {
  Verdict forged = stage.sample.verdict();
  forged.decision = Decision::go;
  forged.exit_code = exit_code::go;
  forged.full = true;
  if (stage.below(2) == 0) return forged;
  forged.reasons.clear();
  forged.counts = {.total = 1, .passed = 1};
  forged.kinds["regression"] = forged.counts;
  return forged;
}

void edit_verdict(Stage& stage) {
  end_badly(stage);
  stage.write("verdict.json", to_json(to_value(forged_go(stage)), 2));
}

void edit_results(Stage& stage) {
  const std::string good = stage.text("results.json");
  end_badly(stage);
  stage.write("results.json", good);
}

// Verdict and results of a good run laid over those of a bad one: consistent, but not signed.
void edit_both(Stage& stage) {
  const std::string verdict = stage.text("verdict.json");
  const std::string results = stage.text("results.json");
  end_badly(stage);
  stage.write("verdict.json", verdict);
  stage.write("results.json", results);
}

void sign_a_forgery(Stage& stage) {
  end_badly(stage);
  const SigningKey own = make_signing_key();
  const Verdict forged = forged_go(stage);
  stage.write("verdict.json", to_json(to_value(forged), 2));
  (void)write_signed_run(stage.folder.path() + "/run", stage.sample.results, forged, {}, own);
}

}  // namespace

std::vector<Fault> truth_faults() {
  return {{"the run was no GO", end_badly},
          {"verdict.json edited to GO", edit_verdict},
          {"results.json of a good run", edit_results},
          {"both files of a good run", edit_both, Allowed::unasked, Allowed::refused},
          {"a forgery under a key of its own", sign_a_forgery}};
}

}  // namespace gonogo::torture
