// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/merge_parts.h"

#include <algorithm>
#include <map>

#include "emulator/io/document.h"
#include "emulator/run/subject_json.h"

namespace gonogo {
namespace {

Value ground_of(const RunResult& result) {
  Value ground = to_value(result.subject);
  ground.set("policy", result.policy_sha256);
  ground.set("project", result.project);
  ground.set("engine", result.engine);
  ground.set("ci", result.ci);
  return ground;
}

std::string shown(const Value* value) {
  constexpr size_t longest = 120;
  if (value == nullptr) return "nothing";
  const std::string text = value->is_text() ? value->as_text() : to_json(*value);
  return text.size() <= longest ? text : text.substr(0, longest) + "…";
}

int last_world(const RunResult& result) {
  int last = 0;
  for (const TimelineEntry& entry : result.timeline) last = std::max(last, entry.world);
  for (const ScenarioResult& scenario : result.scenarios)
    for (const Attempt& attempt : scenario.attempts) last = std::max(last, attempt.world);
  return last;
}

// Times and numbers of worlds as if both had been one run that began at `whole.started`.
void align(RunResult& part, const RunResult& whole) {
  const Nanoseconds later = part.started - whole.started;
  const int worlds = last_world(whole);
  for (TimelineEntry& entry : part.timeline) {
    entry.t += later;
    entry.world += worlds;
  }
  for (ScenarioResult& scenario : part.scenarios) {
    scenario.started += later;
    scenario.ended += later;
    for (Attempt& attempt : scenario.attempts) attempt.world += worlds;
  }
  if (part.loss) part.loss->t += later;
}

void add_approximations(const std::vector<Approximation>& more, std::vector<Approximation>& all) {
  for (const Approximation& each : more)
    if (std::none_of(all.begin(), all.end(), [&](const auto& one) { return one.id == each.id; }))
      all.push_back(each);
}

void add_environment(const RunResult& part, RunResult& whole) {
  whole.timeline.insert(whole.timeline.end(), part.timeline.begin(), part.timeline.end());
  add_refused(whole.refused, part.refused);
  whole.crashed.insert(whole.crashed.end(), part.crashed.begin(), part.crashed.end());
  add_approximations(part.approximations, whole.approximations);
  add_approximations(part.not_mirrored, whole.not_mirrored);
  whole.finished = std::max(whole.finished, part.finished);
}

// It did not run before, so this is its first word, unless the product did not start, which is a failure of whoever had
// to run there; else the first failure stays what counts, and nothing but a pass can change it.
void put_in(const ScenarioResult& again, const RunResult& base, ScenarioResult& before) {
  if (before.outcome == Outcome::not_run) {
    before = again;
    const auto& start = base.start_failure;
    if (start && start->kind == StartFailure::Kind::product && before.outcome == Outcome::passed) {
      before.outcome = Outcome::flaky;
      before.reason = start->error.what;
      StepResult step{.name = "the environment starts",
                      .file = before.file,
                      .line = before.line,
                      .outcome = Outcome::failed,
                      .error = start->error};
      before.attempts.insert(before.attempts.begin(),
                             {.started = base.started, .outcome = Outcome::failed, .steps = {step}});
    }
    return;
  }
  before.attempts.insert(before.attempts.end(), again.attempts.begin(), again.attempts.end());
  const bool passes = again.outcome == Outcome::passed || again.outcome == Outcome::flaky;
  if (before.outcome == Outcome::errored && again.outcome == Outcome::failed) {
    before.outcome = Outcome::failed;
    before.reason = again.reason;
  }
  if (passes) before.outcome = Outcome::flaky;
  if (passes || before.cases.empty()) before.cases = again.cases;
}

// Run again only because another one builds upon it: it had passed, at once or at its second try, and now it did not.
void put_in_builder(const ScenarioResult& again, ScenarioResult& before) {
  const bool passes = again.outcome == Outcome::passed || again.outcome == Outcome::flaky;
  if (before.outcome == Outcome::passed && again.outcome != Outcome::passed) before = again;
  if (before.outcome == Outcome::flaky && !passes) before = again;
}

}  // namespace

Result<Done> same_ground(const RunPart& a, const RunPart& b) {
  const Value first = ground_of(a.result);
  const Value second = ground_of(b.result);
  for (const Value::Member& member : first.members()) {
    const Value* other = second.find(member.key);
    if (other != nullptr && *other == member.value) continue;
    return fail({.code = "merge-differs",
                 .what = a.folder + " and " + b.folder + " did not test the same: " + member.key,
                 .seen = shown(&member.value) + " and " + shown(other)});
  }
  return Done{};
}

void add_rerun(const RunResult& rerun, RunResult& base) {
  RunResult part = rerun;
  align(part, base);
  std::map<std::string, const ScenarioResult*> again;
  for (const ScenarioResult& scenario : part.scenarios) again[scenario.id] = &scenario;
  const std::vector<std::string> wanted = to_run_again(base);
  for (ScenarioResult& scenario : base.scenarios) {
    const auto found = again.find(scenario.id);
    if (found == again.end()) continue;
    const bool asked = std::find(wanted.begin(), wanted.end(), scenario.id) != wanted.end();
    if (asked)
      put_in(*found->second, base, scenario);
    else
      put_in_builder(*found->second, scenario);
    again.erase(found);
  }
  for (const std::string& id : wanted)
    if (const auto found = again.find(id); found != again.end())
      base.scenarios.push_back(*found->second);
  add_environment(part, base);
  // What was lost or cut short has been run again, all of it: the re-run's own fate counts.
  base.loss = part.loss;
  base.start_failure = part.start_failure;
  base.interrupted = part.interrupted;
  base.tasks = part.tasks;
  base.services = part.services;
}

void add_shard(RunResult shard, RunResult& whole) {
  if (shard.started < whole.started) {
    RunResult later = std::move(whole);
    whole = std::move(shard);
    shard = std::move(later);
  }
  align(shard, whole);
  std::move(shard.scenarios.begin(), shard.scenarios.end(), std::back_inserter(whole.scenarios));
  whole.expected.insert(whole.expected.end(), shard.expected.begin(), shard.expected.end());
  add_environment(shard, whole);
  const bool graver = shard.loss && (!whole.loss || is_graver(*shard.loss, *whole.loss));
  if (graver) {
    whole.loss = shard.loss;
    whole.tasks = shard.tasks;
    whole.services = shard.services;
  }
  if (!whole.start_failure) whole.start_failure = shard.start_failure;
  whole.interrupted = whole.interrupted || shard.interrupted;
}

void put_in_order(const std::vector<std::string>& all, RunResult& whole) {
  std::map<std::string, size_t> place;
  for (const std::string& id : all) place.emplace(id, place.size());
  const auto at = [&](const std::string& id) {
    const auto found = place.find(id);
    return found != place.end() ? found->second : all.size();
  };
  std::stable_sort(whole.expected.begin(), whole.expected.end(),
                   [&](const auto& a, const auto& b) { return at(a) < at(b); });
  std::stable_sort(whole.scenarios.begin(), whole.scenarios.end(),
                   [&](const auto& a, const auto& b) { return at(a.id) < at(b.id); });
}

}  // namespace gonogo
