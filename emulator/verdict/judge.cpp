// SPDX-License-Identifier: Apache-2.0
#include "emulator/verdict/against.h"
#include "emulator/verdict/counting.h"

namespace gonogo {
namespace {

void append(std::vector<Reason>& all, const std::vector<Reason>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

struct Choice {
  Decision decision;
  int exit_code;
  const std::vector<Reason>* first;
};

// The order among outcomes: interrupted, bad input, a check that failed before the first loss, what
// can't be told, everything else against it, nothing to judge.
Choice choose(const RunResult& result, const Against& found) {
  if (result.interrupted) return {Decision::cannot_tell, exit_code::interrupted, nullptr};
  if (!found.input.empty()) return {Decision::cannot_tell, exit_code::bad_input, &found.input};
  if (!found.failed_checks.empty())
    return {Decision::no_go, exit_code::no_go, &found.failed_checks};
  if (!found.cannot_tell.empty())
    return {Decision::cannot_tell, exit_code::cannot_tell, &found.cannot_tell};
  if (!found.no_go.empty()) return {Decision::no_go, exit_code::no_go, &found.no_go};
  if (!found.nothing.empty()) return {Decision::no_go, exit_code::nothing_ran, &found.nothing};
  return {Decision::go, exit_code::go, nullptr};
}

// Of a merged run the oldest part counts: what it says may have changed since then.
Verdict blank_verdict(const RunResult& result, const Policy& policy) {
  const WallTime finished = oldest_end(result);
  return {.full = result.full,
          .subject = result.subject,
          .policy_sha256 = result.policy_sha256,
          .started = std::min(result.started, finished),
          .finished = finished,
          .expires = finished + policy.max_age,
          .project = result.project,
          .approximated = result.approximations,
          .not_mirrored = result.not_mirrored,
          .mirrored = result.mirrored};
}

void decide(Verdict& verdict, const RunResult& result, const Against& found) {
  const Choice choice = choose(result, found);
  verdict.decision = choice.decision;
  verdict.exit_code = choice.exit_code;
  if (result.interrupted)
    verdict.reasons.push_back({.code = "interrupted",
                               .text = "the run was interrupted",
                               .repro = "gonogo run",
                               .evidence = {"results.json#/run/interrupted"}});
  if (choice.first != nullptr) append(verdict.reasons, *choice.first);
  for (const auto* group :
       {&found.input, &found.failed_checks, &found.cannot_tell, &found.no_go, &found.nothing})
    if (group != choice.first) append(verdict.reasons, *group);
  verdict.warnings = found.warnings;
}

}  // namespace

std::string_view to_text(Decision decision) {
  switch (decision) {
    case Decision::go: return "GO";
    case Decision::no_go: return "NO-GO";
    case Decision::cannot_tell: return "CANNOT-TELL";
  }
  return "CANNOT-TELL";
}

Verdict judge(const RunResult& result, const Policy& policy) {
  const Excuses excuses = excuses_of(result, policy);
  const Case given{result, policy, excuses};
  Verdict verdict = blank_verdict(result, policy);
  verdict.kinds = count_by_kind(result, excuses);
  verdict.counts = sum_of(verdict.kinds);
  Against found;
  look_at_scenarios(given, found);
  look_at_policy(given, verdict, found);
  look_at_quarantine(given, found);
  look_at_budgets(given, found);
  decide(verdict, result, found);
  return verdict;
}

}  // namespace gonogo
