// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/run_all.h"

#include <algorithm>

#include "emulator/io/interrupt.h"
#include "emulator/scenario/run_scenario.h"

namespace gonogo {
namespace {

constexpr size_t most_log_lines = 20;  // of each container, around a failure

/// Goes through the scenarios with the world that the current one needs.
class Runner {
 public:
  Runner(const std::vector<Scenario>& scenarios, EnvironmentSource& source, World& world,
         Redactor& redactor, const RunOptions& options, RunResult& result)
      : scenarios_(scenarios),
        source_(source),
        world_(world),
        redactor_(redactor),
        options_(options),
        result_(result),
        begin_(world.clock.now()) {}

  /// False when nothing more can be run.
  bool run(size_t index, ScenarioResult& scenario);
  void leave_world();

 private:
  Result<Done> enter_world(size_t index);
  bool try_once(size_t index, ScenarioResult& scenario);
  bool try_again(size_t index, ScenarioResult& scenario);
  Attempt attempt(const Scenario& scenario, std::vector<CaseResult>& cases);
  void add_log_lines(Attempt& attempt);
  bool judge_loss(const Loss& loss, ScenarioResult& scenario);
  size_t chain_start(size_t index) const;
  Nanoseconds now() const { return world_.clock.now() - begin_; }

  const std::vector<Scenario>& scenarios_;
  EnvironmentSource& source_;
  World& world_;
  Redactor& redactor_;
  const RunOptions& options_;
  RunResult& result_;
  Moment begin_;
  std::unique_ptr<Environment> environment_;
  size_t world_of_ = 0;  // the scenario that the world was made for
  Nanoseconds offset_{};  // of the environment's clock against the run's
  bool first_ = true;
};

void add_refused(std::vector<RefusedCall>& all, const std::vector<RefusedCall>& more) {
  for (const RefusedCall& call : more) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const RefusedCall& each) {
      return each.from == call.from && each.to == call.to;
    });
    if (found == all.end())
      all.push_back(call);
    else
      found->count += call.count;
  }
}

std::string text_of(const Loss& loss) {
  return loss.who + " " + loss.what + (loss.detail.empty() ? "" : ": " + loss.detail);
}

ScenarioResult blank_result(const Scenario& scenario) {
  return {.id = scenario.id,
          .name = scenario.name + (scenario.example.empty() ? "" : " [" + scenario.example + "]"),
          .file = scenario.where.file,
          .line = scenario.where.mark.line,
          .kind = scenario.kind,
          .tags = scenario.tags,
          .issue = scenario.issue};
}

Result<Done> Runner::enter_world(size_t index) {
  world_of_ = index;
  auto next = source_.next();
  if (!next) return fail(next.error());
  environment_ = std::move(*next);
  const auto timeline = environment_->timeline();
  const Nanoseconds age = timeline.empty() ? Nanoseconds{} : timeline.back().t;
  offset_ = now() - age;
  if (!std::exchange(first_, false)) return Done{};
  result_.environment_ready = age;
  const EnvironmentPlan& plan = environment_->plan();
  result_.plan = plan.lines;
  result_.approximations = plan.approximations;
  result_.not_mirrored = plan.not_mirrored;
  result_.mirrored = plan.mirrored;
  return Done{};
}

void Runner::leave_world() {
  if (environment_ == nullptr) return;
  for (TimelineEntry entry : environment_->timeline()) {
    entry.t += offset_;
    entry.text = redactor_.redact(entry.text);
    result_.timeline.push_back(std::move(entry));
  }
  add_refused(result_.refused, environment_->refused());
  if (const auto value = environment_->describe()) {
    if (const Value* tasks = value->find("tasks")) result_.tasks = *tasks;
    if (const Value* services = value->find("services")) result_.services = *services;
  }
  environment_.reset();
}

Attempt Runner::attempt(const Scenario& scenario, std::vector<CaseResult>& cases) {
  ScenarioContext context{.world = world_,
                          .environment = *environment_,
                          .redactor = redactor_,
                          .project_folder = options_.project_folder,
                          .evidence_folder = options_.run_folder + "/evidence",
                          .vars = options_.vars,
                          .secrets = options_.secrets,
                          .seed = options_.seed,
                          .settings = options_.settings,
                          .headed = options_.headed,
                          .ask = options_.ask};
  Attempt attempt = run_scenario(scenario, context, cases);
  if (attempt.outcome != Outcome::passed && attempt.outcome != Outcome::skipped)
    add_log_lines(attempt);
  return attempt;
}

// From the start of the step that went wrong.
void Runner::add_log_lines(Attempt& attempt) {
  WallTime from = attempt.started;
  for (const StepResult& step : attempt.steps) {
    if (step.outcome != Outcome::passed && step.outcome != Outcome::skipped) break;
    from += step.duration;
  }
  for (const TaskPlan& task : environment_->plan().tasks)
    for (const ContainerSpec& container : task.containers)
      for (const std::string& line : environment_->log_lines(container.id, from, most_log_lines))
        attempt.log_lines.push_back(redactor_.redact(line));
}

// An infrastructure loss takes the scenario's word away; a lost task is the product's own failure.
bool Runner::judge_loss(const Loss& loss, ScenarioResult& scenario) {
  Loss seen = loss;
  seen.t += offset_;
  seen.detail = redactor_.redact(seen.detail);
  if (!result_.loss || result_.loss->kind == Loss::Kind::product) result_.loss = seen;
  const bool product = loss.kind == Loss::Kind::product;
  if (product) result_.crashed.push_back(scenario.id);
  scenario.outcome = product ? Outcome::failed : Outcome::errored;
  scenario.attempts.back().outcome = scenario.outcome;
  scenario.reason = redactor_.redact(text_of(loss));
  return product;
}

bool Runner::try_once(size_t index, ScenarioResult& scenario) {
  scenario.cases.clear();
  scenario.attempts.push_back(attempt(scenarios_[index], scenario.cases));
  const Attempt& last = scenario.attempts.back();
  scenario.outcome = last.outcome;
  if (last.outcome != Outcome::passed) scenario.reason = first_failure(last);
  if (interrupted()) {
    scenario.outcome = Outcome::errored;
    scenario.attempts.back().outcome = Outcome::errored;
    scenario.reason = "interrupted";
    return false;
  }
  const auto loss = environment_->loss();
  return !loss || judge_loss(*loss, scenario);
}

size_t Runner::chain_start(size_t index) const {
  while (index > 0 && scenarios_[index].kept &&
         scenarios_[index - 1].where.file == scenarios_[index].where.file)
    --index;
  return index;
}

// Alone in a new world, after what it builds upon: passing then is flaky.
bool Runner::try_again(size_t index, ScenarioResult& scenario) {
  leave_world();
  if (auto done = enter_world(chain_start(index)); !done) {
    scenario.reason += " (could not be tried again: " + done.error().what + ")";
    return true;
  }
  for (size_t i = chain_start(index); i < index; ++i) {
    std::vector<CaseResult> ignored;
    (void)attempt(scenarios_[i], ignored);
  }
  const std::string reason = scenario.reason;
  const auto cases = scenario.cases;
  const bool goes_on = try_once(index, scenario);
  if (scenario.outcome == Outcome::passed) {
    scenario.outcome = Outcome::flaky;
    scenario.reason = reason;
  } else if (scenario.outcome == Outcome::errored) {
    // It failed once: what the second try could not find out changes nothing.
    scenario.outcome = Outcome::failed;
    scenario.reason = reason;
    scenario.cases = cases;
  }
  return goes_on;
}

bool Runner::run(size_t index, ScenarioResult& scenario) {
  // A world of another file, left there because everything before this one was skipped, is not
  // the state that `kept` speaks of.
  const size_t start = chain_start(index);
  const bool joins = start != index && environment_ != nullptr && world_of_ >= start;
  if (!joins) {
    leave_world();
    if (auto done = enter_world(index); !done) {
      if (done.error().code == "interrupted")
        result_.interrupted = true;
      else
        result_.start_failure = StartFailure{classify_start(done.error()), done.error()};
      return false;
    }
  }
  scenario.started = now();
  bool goes_on = try_once(index, scenario);
  scenario.ended = now();  // of the first try: what came after it is no news
  // A person's answer is final.
  if (goes_on && scenario.outcome == Outcome::failed && !needs_person(scenarios_[index]))
    goes_on = try_again(index, scenario);
  return goes_on;
}

}  // namespace

StartFailure::Kind classify_start(const Error& error) {
  struct Row {
    std::string_view code;
    StartFailure::Kind kind;
  };
  using enum StartFailure::Kind;
  static constexpr Row rows[] = {
      {"task-stopped", product},          {"never-healthy", product},
      {"never-listened", product},        {"sql-failed", product},
      {"build-failed", product},          {"file-changed", infrastructure},
      {"missing-file", input},            {"secret-missing", input},
      {"environment-file-missing", input}, {"no-command", input},
      {"no-definition", input},           {"vpc-too-small", input},
      {"open-statement", input},          {"not-yet", input},
      {"attach-no-command", input},       {"attach-port-conflict", input},
      {"attach-service", input},
  };
  for (const Row& row : rows)
    if (row.code == error.code) return row.kind;
  return infrastructure;
}

void run_all(const std::vector<Scenario>& scenarios, EnvironmentSource& source, World& world,
             Redactor& redactor, const RunOptions& options, const RunListener& listener,
             RunResult& result) {
  Runner runner(scenarios, source, world, redactor, options, result);
  bool goes_on = true;
  for (size_t i = 0; i < scenarios.size(); ++i) {
    const Scenario& scenario = scenarios[i];
    ScenarioResult found = blank_result(scenario);
    goes_on = goes_on && !interrupted();
    if (goes_on && !scenario.skip.empty()) {
      found.outcome = Outcome::skipped;
      found.reason = scenario.skip;
    } else if (goes_on) {
      if (listener.started) listener.started(scenario);
      goes_on = runner.run(i, found);
      if (options.fail_fast && found.outcome == Outcome::failed) goes_on = false;
    }
    if (listener.ended && found.outcome != Outcome::not_run) listener.ended(found);
    result.scenarios.push_back(std::move(found));
  }
  if (interrupted()) result.interrupted = true;
  runner.leave_world();
}

}  // namespace gonogo
