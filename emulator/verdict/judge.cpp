// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/verdict/counting.h"

namespace gonogo {
namespace {

/// What speaks against a GO, by the exit code that it asks for.
struct Against {
  std::vector<Reason> input;          // 2
  std::vector<Reason> failed_checks;  // 1, and known before the first loss
  std::vector<Reason> cannot_tell;    // 3
  std::vector<Reason> no_go;          // 1
  std::vector<Reason> nothing;        // 4
  std::vector<Reason> warnings;
};

std::string repro_of(const ScenarioResult& scenario) {
  return "gonogo run " + scenario.file + ":" + std::to_string(scenario.line);
}

Reason reason_of(const std::string& code, const ScenarioResult& scenario) {
  return {code,
          "\"" + scenario.name + "\"" + (scenario.reason.empty() ? "" : ": " + scenario.reason),
          scenario.id, repro_of(scenario)};
}

bool before_loss(const ScenarioResult& scenario, const RunResult& result) {
  return !result.loss || result.loss->kind == Loss::Kind::product ||
         scenario.ended < result.loss->t;
}

// A result that says "passed" has to show it: attempts, steps, and the same word in all of them.
bool is_consistent(const ScenarioResult& scenario) {
  if (scenario.outcome != Outcome::passed) return true;
  if (scenario.attempts.empty() || scenario.attempts.back().outcome != Outcome::passed) return false;
  const auto& steps = scenario.attempts.back().steps;
  const bool steps_agree =
      !steps.empty() && std::all_of(steps.begin(), steps.end(), [](const StepResult& step) {
        const bool checks = std::all_of(step.checks.begin(), step.checks.end(),
                                        [](const CheckResult& check) { return check.passed; });
        return step.outcome == Outcome::skipped ||
               (step.outcome == Outcome::passed && !step.error && checks);
      });
  const bool cases_agree =
      std::all_of(scenario.cases.begin(), scenario.cases.end(), [](const CaseResult& each) {
        return each.outcome == Outcome::passed || each.outcome == Outcome::skipped;
      });
  return steps_agree && cases_agree;
}

void look_at_scenario(const ScenarioResult& scenario, const RunResult& result, const Policy& policy,
                      Against& found) {
  switch (scenario.outcome) {
    case Outcome::passed:
      if (!is_consistent(scenario))
        found.cannot_tell.push_back({"inconsistent-result",
                                     "\"" + scenario.name + "\" is said to have passed, but not "
                                     "all of its steps are",
                                     scenario.id, repro_of(scenario)});
      break;
    case Outcome::failed:
      (before_loss(scenario, result) ? found.failed_checks : found.no_go)
          .push_back(reason_of("scenario-failed", scenario));
      break;
    case Outcome::errored:
      found.cannot_tell.push_back(reason_of("scenario-errored", scenario));
      break;
    case Outcome::flaky:
      (policy.flaky_is_warning ? found.warnings : found.no_go)
          .push_back(reason_of("flaky", scenario));
      break;
    case Outcome::skipped: break;
    case Outcome::not_run:
      found.cannot_tell.push_back({"not-run", "\"" + scenario.name + "\" did not run", scenario.id,
                                   repro_of(scenario)});
      break;
  }
}

void look_at_start(const RunResult& result, Against& found) {
  if (!result.start_failure) return;
  const Error& error = result.start_failure->error;
  const std::string place = to_text(error.where);
  const Reason reason{error.code, (place.empty() ? "" : place + ": ") + error.what +
                                      (error.seen.empty() ? "" : ": " + error.seen)};
  switch (result.start_failure->kind) {
    case StartFailure::Kind::product: found.failed_checks.push_back(reason); break;
    case StartFailure::Kind::infrastructure:
      found.cannot_tell.insert(found.cannot_tell.begin(), reason);
      break;
    case StartFailure::Kind::input: found.input.push_back(reason); break;
  }
}

void look_at_loss(const RunResult& result, Against& found) {
  if (!result.loss || result.loss->kind == Loss::Kind::product) return;
  const Loss& loss = *result.loss;
  found.cannot_tell.insert(found.cannot_tell.begin(),
                           {"environment-lost", loss.who + " " + loss.what +
                                                    (loss.detail.empty() ? "" : ": " + loss.detail)});
}

// Every scenario that had to run is there, once.
void look_at_presence(const RunResult& result, const Policy& policy, Against& found) {
  std::set<std::string> there;
  std::set<std::string> skipped;
  for (const ScenarioResult& scenario : result.scenarios) {
    if (!there.insert(scenario.id).second)
      found.cannot_tell.push_back({"inconsistent-result",
                                   "there are two results of \"" + scenario.name + "\"",
                                   scenario.id});
    if (scenario.outcome == Outcome::skipped) skipped.insert(scenario.id);
  }
  for (const std::string& id : result.expected)
    if (there.count(id) == 0)
      found.cannot_tell.push_back({"result-missing", "there is no result of " + id, id});
  if (!result.full) return;
  for (const std::string& path : result.orphan_snapshots)
    found.no_go.push_back({"orphan-snapshot", path + ": no scenario expects this snapshot any more"});
  for (const std::string& id : policy.expect)
    if (there.count(id) == 0 || skipped.count(id) != 0)
      found.no_go.push_back({"expected-missing", "the policy expects " + id + ", which did not run", id});
}

void look_at_counts(const RunResult& result, const Policy& policy, const Verdict& verdict,
                    Against& found) {
  const Counts& counts = verdict.counts;
  const int ran = counts.passed + counts.failed + counts.errored + counts.flaky;
  if (ran == 0) found.nothing.push_back({"nothing-ran", "nothing was selected or nothing ran"});
  if (!result.full) return;
  for (const auto& [kind, least] : policy.require) {
    const auto of_kind = verdict.kinds.find(kind);
    const Counts have = of_kind != verdict.kinds.end() ? of_kind->second : Counts{};
    if (have.passed >= least) continue;
    const std::string text = "the policy requires " + std::to_string(least) + " passed " + kind +
                             " cases, there are " + std::to_string(have.passed);
    if (have.total == have.skipped)
      found.nothing.push_back({"kind-empty", text});
    else
      found.no_go.push_back({"too-few-passed", text});
  }
}

bool is_allowed(const std::string& id, const Policy& policy) {
  const auto& allowed = policy.allowed_approximations;
  if (std::find(allowed.begin(), allowed.end(), id) != allowed.end()) return true;
  const auto& kinds = approximation_kinds();
  return std::any_of(kinds.begin(), kinds.end(), [&](const ApproximationKind& kind) {
    return kind.harmless && kind.id == id;
  });
}

void look_at_policy(const RunResult& result, const Policy& policy, Against& found) {
  for (const Approximation& each : result.approximations)
    if (!is_allowed(each.id, policy))
      found.no_go.push_back({"approximation-not-allowed",
                             each.id + " is not allowed by the policy: " + each.text});
  if (result.subject.dirty) {
    const std::string files = join(result.subject.dirty_files, ", ");
    Reason reason{"tree-dirty", "the work tree differs from the commit" +
                                    (files.empty() ? "" : ": " + files)};
    (result.ci ? found.no_go : found.warnings).push_back(std::move(reason));
  }
  for (const std::string& file : result.subject.unbound_files)
    (result.ci ? found.no_go : found.warnings)
        .push_back({"unbound-file", file + " is in an image, but neither tracked nor built by the "
                                           "image's build: command"});
}

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
  if (result.interrupted)
    return {Decision::cannot_tell, exit_code::interrupted, nullptr};
  if (!found.input.empty()) return {Decision::cannot_tell, exit_code::bad_input, &found.input};
  if (!found.failed_checks.empty())
    return {Decision::no_go, exit_code::no_go, &found.failed_checks};
  if (!found.cannot_tell.empty())
    return {Decision::cannot_tell, exit_code::cannot_tell, &found.cannot_tell};
  if (!found.no_go.empty()) return {Decision::no_go, exit_code::no_go, &found.no_go};
  if (!found.nothing.empty()) return {Decision::no_go, exit_code::nothing_ran, &found.nothing};
  return {Decision::go, exit_code::go, nullptr};
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
  Verdict verdict{.full = result.full,
                  .kinds = count_by_kind(result),
                  .subject = result.subject,
                  .policy_sha256 = result.policy_sha256,
                  .started = result.started,
                  .finished = result.finished,
                  .expires = result.finished + policy.max_age,
                  .project = result.project,
                  .approximated = result.approximations,
                  .not_mirrored = result.not_mirrored,
                  .mirrored = result.mirrored};
  verdict.counts = sum_of(verdict.kinds);
  Against found;
  for (const ScenarioResult& scenario : result.scenarios)
    look_at_scenario(scenario, result, policy, found);
  look_at_presence(result, policy, found);
  look_at_start(result, found);
  look_at_loss(result, found);
  look_at_policy(result, policy, found);
  look_at_counts(result, policy, verdict, found);
  const Choice choice = choose(result, found);
  verdict.decision = choice.decision;
  verdict.exit_code = choice.exit_code;
  if (result.interrupted) verdict.reasons.push_back({"interrupted", "the run was interrupted"});
  if (choice.first != nullptr) append(verdict.reasons, *choice.first);
  for (const auto* group : {&found.input, &found.failed_checks, &found.cannot_tell, &found.no_go,
                            &found.nothing})
    if (group != choice.first) append(verdict.reasons, *group);
  verdict.warnings = found.warnings;
  return verdict;
}

}  // namespace gonogo
