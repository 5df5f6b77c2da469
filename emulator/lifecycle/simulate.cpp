// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/simulate.h"

#include <queue>

#include "emulator/lifecycle/lifecycle.h"
#include "emulator/lifecycle/script.h"

namespace gonogo {
namespace {

/// Something that is to happen to one run of a container (0: to no run in particular).
struct Scheduled {
  Moment at;
  int order = 0;
  std::string container{};
  int run = 0;
  Event event = event::Tick{};
};

struct Later {
  bool operator()(const Scheduled& a, const Scheduled& b) const {
    return a.at != b.at ? a.at > b.at : a.order > b.order;
  }
};

/// The stage of a simulation: what the containers do, in virtual time.
class Stage {
 public:
  Stage(const TaskDefinition& task, const SimulationScript& script)
      : script_(script),
        state_(initial_state(task, {.eager_health = false, .service = script.service})) {
    schedule(Moment{}, event::Begin{});
    for (const ScriptedEvent& scripted : script.events)
      schedule(Moment{} + scripted.at, scripted.event);
  }

  void run() {
    const Moment end = Moment{} + script_.until;
    while (state_.status != TaskStatus::stopped) {
      const bool tick = deadline_ && (queue_.empty() || *deadline_ < queue_.top().at);
      if (!tick && queue_.empty()) return;
      const Moment at = tick ? *deadline_ : queue_.top().at;
      if (at > end) return;
      now_ = at;
      if (tick) {
        take(event::Tick{});
      } else {
        take_scheduled();
      }
    }
  }

  Value answer() const {
    return Value::object({{"events", events_, {}}, {"task", task_value(), {}}});
  }

 private:
  const ContainerBehaviour& behaviour(const std::string& container) const {
    static const ContainerBehaviour none;
    const auto found = script_.containers.find(container);
    return found == script_.containers.end() ? none : found->second;
  }

  void schedule(Moment at, Event event, const std::string& container = {}) {
    const int run = container.empty() ? 0 : runs_[container];
    queue_.push({at, order_++, container, run, std::move(event)});
  }

  void take_scheduled() {
    const Scheduled next = queue_.top();
    queue_.pop();
    if (!next.container.empty() && runs_[next.container] != next.run) return;
    if (std::holds_alternative<event::Exited>(next.event)) ++runs_[next.container];
    take(next.event);
    if (std::holds_alternative<event::Started>(next.event)) plan_run(next.container);
  }

  void take(const Event& event) {
    Transition next = step(std::move(state_), event, now_);
    state_ = std::move(next.state);
    deadline_ = next.next_deadline;
    for (const Action& action : next.actions) std::visit([this](const auto& a) { act(a); }, action);
    cancel_starts();
  }

  void act(const action::Start& start) {
    const ContainerBehaviour& how = behaviour(start.container);
    const ContainerState* container = state_.find(start.container);
    const bool again = container != nullptr && container->restart_count > 0;
    const Moment at = again ? now_ : now_ + how.start_delay;
    if (how.cannot_start)
      schedule(at, event::StartFailed{start.container, *how.cannot_start}, start.container);
    else
      schedule(at, event::Started{start.container}, start.container);
  }

  void act(const action::Signal& signal) {
    const ContainerBehaviour& how = behaviour(signal.container);
    if (how.deaf) return;
    schedule(now_ + how.on_stop.after, event::Exited{signal.container, how.on_stop.code},
             signal.container);
  }

  void act(const action::Kill& kill) {
    schedule(now_, event::Exited{kill.container, 137}, kill.container);
  }

  void act(const action::Check& check) {
    const ContainerBehaviour& how = behaviour(check.container);
    const ContainerState* container = state_.find(check.container);
    const Nanoseconds age = now_ - container->started_at.value_or(now_);
    const bool healthy =
        age >= how.healthy_after && (!how.unhealthy_after || age < *how.unhealthy_after);
    schedule(now_, event::CheckEnded{check.container, healthy, check.eager}, check.container);
  }

  void act(const action::Tell& tell) {
    Value event = Value::object();
    event.set("t", seconds_of(now_));
    event.set("container", tell.container.empty() ? Value() : Value(tell.container));
    event.set("event", tell.event);
    if (!tell.detail.empty()) event.set("detail", tell.detail);
    events_.push(std::move(event));
  }

  void plan_run(const std::string& container) {
    const ContainerBehaviour& how = behaviour(container);
    const ContainerState* state = state_.find(container);
    const auto run = static_cast<size_t>(state->restart_count);
    if (run < how.exits.size())
      schedule(now_ + how.exits[run].after, event::Exited{container, how.exits[run].code},
               container);
    if (how.oom_after)
      schedule(now_ + *how.oom_after, event::Exited{container, 137, true}, container);
  }

  // `start_delay` stands for what passes before a process exists: a stop ends it there.
  void cancel_starts() {
    for (const ContainerState& container : state_.containers) {
      if (container.phase != ContainerPhase::starting || !container.desired_stopped) continue;
      if (container.restart_count > 0 || cancelled_[container.name]) continue;
      cancelled_[container.name] = true;
      ++runs_[container.name];
      schedule(now_, event::StartFailed{container.name, ""}, container.name);
    }
  }

  static std::string_view status_of(const ContainerState& container) {
    switch (container.phase) {
      case ContainerPhase::waiting: return "PENDING";
      case ContainerPhase::starting: return container.restart_count > 0 ? "RUNNING" : "PENDING";
      case ContainerPhase::running:
      case ContainerPhase::stopping: return "RUNNING";
      case ContainerPhase::stopped:
      case ContainerPhase::wont_start: return "STOPPED";
    }
    return "PENDING";
  }

  static double seconds_of(Moment moment) {
    return std::chrono::duration<double>(moment - Moment{}).count();
  }

  static Value text_or_null(const std::string& text) {
    return text.empty() ? Value() : Value(text);
  }

  static Value container_value(const ContainerState& container) {
    Value value = Value::object();
    value.set("name", container.name);
    value.set("lastStatus", status_of(container));
    value.set("exitCode", container.exit_code ? Value(*container.exit_code) : Value());
    value.set("reason", text_or_null(container.reason));
    value.set("healthStatus", to_text(container.health));
    value.set("restartCount", container.restart_count);
    return value;
  }

  Value task_value() const {
    Value value = Value::object();
    value.set("lastStatus", to_text(state_.status));
    value.set("desiredStatus", state_.desired_stopped ? "STOPPED" : "RUNNING");
    value.set("healthStatus", to_text(state_.health));
    value.set("stopCode", text_or_null(state_.stop_code));
    value.set("stoppedReason", text_or_null(state_.stopped_reason));
    Value statuses = Value::array();
    for (const StatusChange& change : state_.history)
      statuses.push(Value::object(
          {{"status", std::string(to_text(change.status))}, {"t", seconds_of(change.at)}}));
    value.set("statuses", std::move(statuses));
    Value containers = Value::array();
    for (const ContainerState& container : state_.containers)
      containers.push(container_value(container));
    value.set("containers", std::move(containers));
    return value;
  }

  const SimulationScript& script_;
  TaskState state_;
  std::priority_queue<Scheduled, std::vector<Scheduled>, Later> queue_{};
  std::map<std::string, int> runs_{};
  std::map<std::string, bool> cancelled_{};
  std::optional<Moment> deadline_{};
  Moment now_{};
  int order_ = 0;
  Value events_ = Value::array();
};

}  // namespace

Result<Value> simulate(const TaskDefinition& task, std::string_view script,
                       const std::string& script_file) {
  auto read = read_script(script, script_file, task);
  if (!read) return fail(read.error());
  return simulate(task, *read);
}

Value simulate(const TaskDefinition& task, const SimulationScript& script) {
  Stage stage(task, script);
  stage.run();
  return stage.answer();
}

}  // namespace gonogo
