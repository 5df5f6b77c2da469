// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/io/document.h"
#include "emulator/io/dsse.h"
#include "emulator/run/run_result.h"
#include "emulator/verdict/attestation.h"
#include "emulator/verdict/verdict.h"
#include "tests/fuzz/targets.h"

namespace gonogo::fuzz {
namespace {

void check_go(const RunResult& result, const Verdict& verdict) {
  if (verdict.decision != Decision::go)
    return hold(!verdict.reasons.empty(), "no GO without a reason");
  hold(!result.loss && !result.start_failure && !result.interrupted, "a GO is of a whole run");
  for (const ScenarioResult& scenario : result.scenarios)
    hold(scenario.outcome == Outcome::passed || scenario.outcome == Outcome::skipped ||
             scenario.outcome == Outcome::flaky,
         "in a GO nothing failed");
  hold(std::any_of(result.scenarios.begin(), result.scenarios.end(),
                   [](const auto& scenario) { return scenario.outcome == Outcome::passed; }),
       "in a GO something passed");
}

void results(std::string_view text) {
  const auto value = parse_json(text, "results.json");
  if (!value) return;
  const auto result = run_result_of(*value);
  if (!result) return;
  const auto again = run_result_of(to_value(*result));
  hold(again && to_value(*again) == to_value(*result), "results lose nothing on the way");
  check_go(*result, judge(*result, Policy{}));
}

void verdict(std::string_view text) {
  const auto value = parse_json(text, "verdict.json");
  if (!value) return;
  const auto read = verdict_of(*value);
  if (!read) return;
  const auto again = verdict_of(to_value(*read));
  hold(again && to_value(*again) == to_value(*read), "a verdict loses nothing on the way");
}

void envelope(std::string_view text) {
  static const SigningKey never_used{Secret(std::string(32, 'n'))};
  hold(!open_envelope(text, "e", {never_used.public_key()}),
       "what the key did not sign is not opened");
}

void keys(std::string_view text) {
  const auto key = public_key_of(text, "k");
  if (!key) return;
  const auto again = public_key_of(to_pem(*key), "k");
  hold(again && again->id() == key->id(), "a key that is written is read as the same");
}

constexpr Target truth_table[] = {
    {"results", results,
     R"({"schema":"gonogo.results/1","id":"r","scope":"full","started":"2026-01-01T00:00:00Z","finished":"2026-01-01T00:00:01Z",
 "project":"p","expected":["a"],"scenarios":[{"id":"a","name":"A","kind":"unit","outcome":"passed","attempts":[{"outcome":"passed"}]}]})"},
    {"verdict", verdict,
     R"({"schema":"gonogo.verdict/1","scope":"full","verdict":"GO","exitCode":0,"reasons":[],"counts":{"total":1,"passed":1},
 "started":"2026-01-01T00:00:00Z","finished":"2026-01-01T00:00:01Z","expires":"2026-01-01T02:00:00Z"})"},
    {"envelope", envelope,
     R"({"payloadType":"application/vnd.in-toto+json","payload":"e30=","signatures":[{"keyid":"a","sig":"AAAA"}]})"},
    {"keys", keys,
     "-----BEGIN PUBLIC "
     "KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC "
     "KEY-----\n"},
};

}  // namespace

std::span<const Target> truth_targets() { return truth_table; }

}  // namespace gonogo::fuzz
