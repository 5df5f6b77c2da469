// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/worker.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/interrupt.h"
#include "emulator/run/select.h"
#include "emulator/scenario/run_scenario.h"

namespace gonogo {
namespace {

constexpr size_t most_log_lines = 20;  // of each container, around a failure

ScenarioResult blank_result(const Scenario& scenario) {
  return {.id = scenario.id,
          .name = scenario.name + (scenario.example.empty() ? "" : " [" + scenario.example + "]"),
          .file = scenario.where.file,
          .line = place_of(scenario).mark.line,
          .kind = scenario.kind,
          .tags = scenario.tags,
          .issue = scenario.issue};
}

}  // namespace

Result<Done> Worker::enter_world() {
  auto next = shop_.source.next();
  if (!next) {
    Error error = next.error();
    error.seen = redactor_.redact(error.seen);  // it may be what a container printed last
    return fail(std::move(error));
  }
  tried_.environment = std::move(*next);
  const auto timeline = tried_.environment->timeline();
  const Nanoseconds age = timeline.empty() ? Nanoseconds{} : timeline.back().t;
  tried_.offset = now() - age;
  const EnvironmentPlan& plan = tried_.environment->plan();
  tried_.findings->worlds.push_back({.ready = age,
                                     .plan = plan.lines,
                                     .approximations = plan.approximations,
                                     .not_mirrored = plan.not_mirrored,
                                     .mirrored = plan.mirrored});
  return Done{};
}

TriedWorld Worker::take_world() {
  return {std::move(tried_.environment), tried_.findings, tried_.offset};
}

void Worker::leave_world() { leave(take_world(), redactor_); }

void Worker::watch_last_world() {
  if (tried_.environment == nullptr) return;
  finish();
  Clock& clock = shop_.world.clock;
  const Milliseconds time = shop_.options.watched;
  if (shop_.source.one_at_a_time()) return watch_and_leave(take_world(), time, redactor_, clock);
  watched_ = std::async(std::launch::async,
                        [last = take_world(), time, redactor = redactor_, &clock]() mutable {
                          watch_and_leave(std::move(last), time, redactor, clock);
                        });
}

void Worker::finish() {
  if (watched_.valid()) watched_.get();
}

Attempt Worker::attempt(const Scenario& scenario, std::vector<CaseResult>& cases) {
  const RunOptions& options = shop_.options;
  ScenarioContext context{.world = shop_.world,
                          .environment = *tried_.environment,
                          .redactor = redactor_,
                          .project_folder = options.project_folder,
                          .evidence_folder = options.run_folder + "/evidence",
                          .vars = options.vars,
                          .secrets = options.secrets,
                          .seed = options.seed,
                          .settings = options.settings,
                          .update_snapshots = options.update_snapshots,
                          .headed = options.headed,
                          .ask = options.ask};
  Attempt attempt = run_scenario(scenario, context, cases);
  attempt.world = static_cast<int>(tried_.findings->worlds.size());
  if (attempt.outcome != Outcome::passed && attempt.outcome != Outcome::skipped)
    add_log_lines(attempt);
  return attempt;
}

// All at once, as a secret may be broken over lines; of twice as many as are kept, so that none
// begins with the rest of one.
void Worker::append_redacted(const std::vector<std::string>& lines, Attempt& attempt) const {
  const auto clean = split_lines(redactor_.redact(join(lines, "\n")));
  const size_t first = clean.size() - std::min(clean.size(), most_log_lines);
  attempt.log_lines.insert(attempt.log_lines.end(),
                           clean.begin() + static_cast<std::ptrdiff_t>(first), clean.end());
}

// From the start of the step that went wrong.
void Worker::add_log_lines(Attempt& attempt) {
  WallTime from = attempt.started;
  for (const StepResult& step : attempt.steps) {
    if (step.outcome != Outcome::passed && step.outcome != Outcome::skipped) break;
    from += step.duration;
  }
  for (const TaskPlan& task : tried_.environment->plan().tasks)
    for (const ContainerSpec& container : task.containers)
      append_redacted(tried_.environment->log_lines(container.id, from, 2 * most_log_lines), attempt);
}

bool Worker::try_once(size_t index, ScenarioResult& scenario) {
  scenario.cases.clear();
  const bool first = scenario.attempts.empty();
  scenario.attempts.push_back(attempt(shop_.scenarios[index], scenario.cases));
  if (first) scenario.ended = now();  // what comes after the first try is no news
  const Attempt& last = scenario.attempts.back();
  scenario.outcome = last.outcome;
  if (last.outcome != Outcome::passed) scenario.reason = first_failure(last);
  if (interrupted()) {
    scenario.outcome = Outcome::errored;
    scenario.attempts.back().outcome = Outcome::errored;
    scenario.reason = "interrupted";
    return false;
  }
  const auto loss = tried_.environment->loss();
  return !loss || judge_loss(tried_, *loss, redactor_, scenario);
}

// Alone in a new world, after what it builds upon, which has to pass as well: passing then is flaky.
bool Worker::try_again(size_t index, ScenarioResult& scenario) {
  leave_world();
  const auto turn = shop_.turns.alone();
  if (auto done = enter_world(); !done) {
    scenario.reason += " (could not be tried again: " + done.error().what + ")";
    return true;
  }
  bool sound = true;
  for (size_t i = chain_.first; i < index; ++i) {
    std::vector<CaseResult> ignored;
    if (!shop_.scenarios[i].skip.empty()) continue;
    const Outcome before = attempt(shop_.scenarios[i], ignored).outcome;
    sound = sound && (before == Outcome::passed || before == Outcome::skipped);
  }
  const std::string reason = scenario.reason;
  const auto cases = scenario.cases;
  const bool goes_on = try_once(index, scenario);
  if (scenario.outcome == Outcome::passed && sound) {
    scenario.outcome = Outcome::flaky;
    scenario.reason = reason;
  } else if (scenario.outcome == Outcome::errored || scenario.outcome == Outcome::passed) {
    // It failed once: what the second try could not find out changes nothing, nor what it found
    // after something else that it builds upon had failed.
    scenario.outcome = Outcome::failed;
    scenario.reason = reason;
    scenario.cases = cases;
  }
  return goes_on;
}

void Worker::note_start_failure(const Error& error) {
  if (error.code == "interrupted")
    tried_.findings->interrupted = true;
  else
    tried_.findings->start_failure = StartFailure{classify_start(error), error};
}

// A world that stays up is not tried in again: what it shows is the failure.
bool Worker::keep_world(const ScenarioResult& scenario) {
  if (!shop_.options.keep_failed || tried_.environment == nullptr) return false;
  if (scenario.outcome != Outcome::failed && scenario.outcome != Outcome::errored) return false;
  const std::string name = tried_.environment->plan().environment;
  if (shop_.may_keep() && tried_.environment->detach()) shop_.left_up(name);
  return true;
}

bool Worker::run_one(size_t index, ScenarioResult& scenario) {
  if (tried_.environment == nullptr) {
    if (auto done = enter_world(); !done) {
      note_start_failure(done.error());
      return false;
    }
  }
  bool goes_on = false;
  {
    const auto turn = shop_.turns.together();
    scenario.started = now();
    goes_on = try_once(index, scenario);
  }
  if (keep_world(scenario)) return false;
  // A person's answer is final.
  const int retries = needs_person(shop_.scenarios[index]) ? 0 : shop_.scenarios[index].retries;
  for (int n = 0; n < retries && goes_on && scenario.outcome == Outcome::failed; ++n) {
    shop_.tries_again(index);
    goes_on = try_again(index, scenario);
  }
  return goes_on && !(shop_.options.fail_fast && scenario.outcome == Outcome::failed);
}

bool Worker::run(const Chain& chain, ChainFindings& findings) {
  chain_ = chain;
  tried_.findings = &findings;
  bool goes_on = true;
  for (size_t i = chain.first; i < chain.last; ++i) {
    const Scenario& scenario = shop_.scenarios[i];
    ScenarioResult found = blank_result(scenario);
    goes_on = goes_on && !interrupted() && !shop_.stopped();
    if (goes_on && !scenario.skip.empty()) {
      found.outcome = Outcome::skipped;
      found.reason = scenario.skip;
    } else if (goes_on) {
      shop_.started(i);
      goes_on = run_one(i, found);
    }
    if (found.outcome != Outcome::not_run) shop_.ended(found);
    findings.scenarios.push_back(std::move(found));
  }
  watch_last_world();
  return goes_on;
}

}  // namespace gonogo
