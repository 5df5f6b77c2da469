// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/verdict/against.h"

namespace gonogo {
namespace {

const ScenarioResult* find_scenario(const RunResult& result, const std::string& id) {
  const auto found = std::find_if(result.scenarios.begin(), result.scenarios.end(),
                                  [&](const ScenarioResult& each) { return each.id == id; });
  return found != result.scenarios.end() ? &*found : nullptr;
}

bool has_run(const ScenarioResult* scenario) {
  return scenario != nullptr && scenario->outcome != Outcome::skipped &&
         scenario->outcome != Outcome::not_run;
}

void look_at_expected(const Case& given, Against& found) {
  for (const std::string& id : given.policy.expect)
    if (!has_run(find_scenario(given.result, id)))
      found.no_go.push_back({.code = "expected-missing",
                             .text = "the policy expects " + id + ", which did not run",
                             .scenario = id,
                             .repro = "gonogo run --list",
                             .evidence = {"results.json#/scenarios"}});
}

// A snapshot that nothing is compared with looks like a check, and is none.
void look_at_snapshots(const Case& given, Against& found) {
  for (const std::string& path : given.result.orphan_snapshots)
    found.no_go.push_back({.code = "orphan-snapshot",
                           .text = path + ": no scenario expects this snapshot any more",
                           .repro = "gonogo run --update-snapshots",
                           .evidence = {"results.json#/orphanSnapshots"}});
}

void look_at_kinds(const Case& given, const Verdict& verdict, Against& found) {
  for (const auto& [kind, least] : given.policy.require) {
    const auto of_kind = verdict.kinds.find(kind);
    const Counts have = of_kind != verdict.kinds.end() ? of_kind->second : Counts{};
    if (have.passed >= least) continue;
    const bool empty = have.total == have.skipped;
    (empty ? found.nothing : found.no_go)
        .push_back({.code = empty ? "kind-empty" : "too-few-passed",
                    .text = "the policy requires " + std::to_string(least) + " passed " + kind +
                            " cases, there are " + std::to_string(have.passed),
                    .repro = "gonogo run --kind " + kind,
                    .evidence = {"verdict.json#/kinds/" + kind}});
  }
}

// A tag that must pass is stronger than `flaky: warn`, a skip and quarantine.
void look_at_tags(const Case& given, Against& found) {
  for (const std::string& tag : given.policy.must_pass) {
    const std::string repro = "gonogo run --tag " + tag;
    bool any = false;
    for (const ScenarioResult& scenario : given.result.scenarios) {
      if (std::find(scenario.tags.begin(), scenario.tags.end(), tag) == scenario.tags.end())
        continue;
      any = true;
      if (scenario.outcome == Outcome::passed) continue;
      found.no_go.push_back(reason_about(
          "tag-not-passed",
          "the policy wants all of " + tag + " to pass, \"" + scenario.name + "\" is " +
              (given.excuses.excuses(scenario.id) ? "in quarantine"
                                                  : std::string(to_text(scenario.outcome))),
          scenario, given.result));
    }
    if (!any)
      found.no_go.push_back(
          {.code = "tag-empty",
           .text = "the policy wants " + tag + " to pass, no scenario has that tag",
           .repro = repro,
           .evidence = {"results.json#/scenarios"}});
  }
}

bool is_allowed(const std::string& id, const Policy& policy) {
  const auto& allowed = policy.allowed_approximations;
  if (std::find(allowed.begin(), allowed.end(), id) != allowed.end()) return true;
  const auto& kinds = approximation_kinds();
  return std::any_of(kinds.begin(), kinds.end(),
                     [&](const ApproximationKind& kind) { return kind.harmless && kind.id == id; });
}

void look_at_parity(const Case& given, Against& found) {
  const auto look = [&](const std::vector<Approximation>& list, const std::string& where) {
    for (const Approximation& each : list)
      if (!is_allowed(each.id, given.policy))
        found.no_go.push_back({.code = "approximation-not-allowed",
                               .text = each.id + " is not allowed by the policy (approximations: allow:): " + each.text,
                               .repro = "gonogo plan",
                               .evidence = {"results.json#/environment/parity/" + where}});
  };
  look(given.result.approximations, "approximated");
  look(given.result.not_mirrored, "notMirrored");
}

void look_at_binding(const Case& given, Against& found) {
  const RunResult& result = given.result;
  const Subject& subject = result.subject;
  auto& by_ci = result.ci ? found.no_go : found.warnings;
  if (subject.dirty) {
    const std::string files = join(subject.dirty_files, ", ");
    by_ci.push_back(
        {.code = "tree-dirty",
         .text = "the work tree differs from the commit" + (files.empty() ? "" : ": " + files),
         .repro = "git status",
         .evidence = {"results.json#/subject/dirtyFiles"}});
  }
  for (const std::string& file : subject.unbound_files)
    by_ci.push_back({.code = "unbound-file",
                     .text = file + " is in an image, but neither tracked nor built by the image's "
                                    "build: command",
                     .repro = "git ls-files --error-unmatch " + file,
                     .evidence = {"results.json#/subject/unboundFiles"}});
  const auto& allowed = given.policy.allowed_overrides;
  for (const auto& [name, digest] : subject.overrides)
    if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
      found.warnings.push_back(
          {.code = "override-not-allowed",
           .text = name + " has another value than the checkout gives it, and the policy "
                          "(overrides:) does not name it: gate will refuse",
           .repro = "gonogo run",
           .evidence = {"results.json#/subject/overrides"}});
  if (!subject.pipeline_commit.empty() && subject.pipeline_commit != subject.commit)
    found.no_go.push_back({.code = "other-commit",
                           .text = "the pipeline is of commit " + subject.pipeline_commit +
                                   " (BITBUCKET_COMMIT), HEAD is " +
                                   (subject.commit.empty() ? "none" : subject.commit),
                           .repro = "git rev-parse HEAD",
                           .evidence = {"results.json#/subject/pipelineCommit"}});
}

void look_at_number(const Case& given, const Verdict& verdict, Against& found) {
  const Counts& counts = verdict.counts;
  const int ran =
      counts.passed + counts.failed + counts.errored + counts.flaky + counts.quarantined;
  if (ran == 0)
    found.nothing.push_back({.code = "nothing-ran",
                             .text = "nothing was selected or nothing ran",
                             .repro = "gonogo run --list",
                             .evidence = {"verdict.json#/counts"}});
  else if (given.result.full && counts.flaky + counts.quarantined == ran)
    found.nothing.push_back({.code = "nothing-passed",
                             .text = "nothing passed: all that ran is flaky or in quarantine",
                             .repro = "gonogo run",
                             .evidence = {"verdict.json#/counts"}});
}

}  // namespace

void look_at_policy(const Case& given, const Verdict& verdict, Against& found) {
  look_at_parity(given, found);
  look_at_binding(given, found);
  look_at_number(given, verdict, found);
  if (!given.result.full) return;  // a part is judged on what was selected
  look_at_expected(given, found);
  look_at_snapshots(given, found);
  look_at_tags(given, found);
  look_at_kinds(given, verdict, found);
}

}  // namespace gonogo
