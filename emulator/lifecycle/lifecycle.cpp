// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/lifecycle.h"

#include <algorithm>

#include "emulator/lifecycle/health.h"
#include "emulator/lifecycle/start_order.h"
#include "emulator/lifecycle/stopping.h"
#include "emulator/lifecycle/turn.h"

namespace gonogo {
namespace {

void take_started(Turn& turn, const std::string& name) {
  ContainerState* container = find_container(turn.state, name);
  if (container == nullptr || container->phase != ContainerPhase::starting) return;
  container->phase = ContainerPhase::running;
  container->started_at = turn.now;
  tell(turn, container->name, container->restart_count > 0 ? "restarted" : "started");
  begin_checks(turn, *container);
}

struct Take {
  Turn& turn;
  void operator()(const event::Begin&) const {
    if (turn.state.status != TaskStatus::provisioning) return;
    turn.state.history.push_back({TaskStatus::provisioning, turn.now});
    become(turn, TaskStatus::pending);
  }
  void operator()(const event::Started& started) const { take_started(turn, started.container); }
  void operator()(const event::StartFailed& failed) const { take_start_failure(turn, failed); }
  void operator()(const event::Exited& exited) const {
    take_started(turn, exited.container);  // it may be over before anybody saw it start
    take_exit(turn, exited);
  }
  void operator()(const event::CheckEnded& ended) const { take_check(turn, ended); }
  void operator()(const event::StopTask& stop) const {
    stop_task(turn, stop.stop_code, stop.reason.empty() ? "Task stopped by user" : stop.reason);
  }
  void operator()(const event::SpotInterruption&) const { interrupt_spot(turn); }
  void operator()(const event::ResourcesFailed& failed) const { fail_resources(turn, failed); }
  void operator()(const event::Tick&) const {}
};

// A container that has stopped already, or never will start, holds back nobody.
bool is_steady(const ContainerState& container) {
  const bool restarting = container.phase == ContainerPhase::starting && has_started(container);
  return restarting || container.phase == ContainerPhase::running || is_over(container);
}

void settle_health(Turn& turn) {
  TaskState& state = turn.state;
  state.health = task_health(state);
  if (state.service && state.health == HealthStatus::unhealthy)
    stop_task(turn, "ServiceSchedulerInitiated", "Task failed container health checks");
}

void settle_task(Turn& turn) {
  TaskState& state = turn.state;
  const auto& containers = state.containers;
  if (state.status == TaskStatus::stopped) return;
  if (std::all_of(containers.begin(), containers.end(), is_over) &&
      (state.desired_stopped || !containers.empty())) {
    become(turn, TaskStatus::deprovisioning);
    become(turn, TaskStatus::stopped);
    state.desired_stopped = true;
    state.stopped_at = turn.now;
    tell(turn, "", "task_stopped", state.stopped_reason);
  } else if (state.status == TaskStatus::pending &&
             std::all_of(containers.begin(), containers.end(), is_steady)) {
    become(turn, TaskStatus::activating);
    become(turn, TaskStatus::running);
    state.started_at = turn.now;
    tell(turn, "", "task_running");
  }
}

void settle(Turn& turn) {
  bool changed = true;
  while (changed) {
    settle_health(turn);
    changed = start_waiting(turn);
    changed = signal_free_containers(turn) || changed;
  }
  kill_overdue(turn);
  ask_checks(turn);
  settle_task(turn);
}

std::optional<Moment> next_deadline(const TaskState& state) {
  if (state.status == TaskStatus::stopped) return std::nullopt;
  const auto start = state.desired_stopped ? std::nullopt : start_deadline(state);
  return earlier(start, earlier(kill_deadline(state), check_deadline(state)));
}

}  // namespace

const ContainerState* TaskState::find(const std::string& container) const {
  for (const ContainerState& candidate : containers)
    if (candidate.name == container) return &candidate;
  return nullptr;
}

TaskState initial_state(const TaskDefinition& task, const LifecycleOptions& options) {
  TaskState state{.task = task,
                  .time_scale = options.time_scale,
                  .service = options.service,
                  .eager_health = options.eager_health};
  for (const ContainerDefinition& container : task.containers)
    state.containers.push_back({.name = container.name});
  return state;
}

Transition step(TaskState state, const Event& event, Moment now) {
  Transition result{.state = std::move(state)};
  if (result.state.status == TaskStatus::stopped) return result;
  Turn turn{result.state, result.actions, now};
  std::visit(Take{turn}, event);
  settle(turn);
  result.next_deadline = next_deadline(result.state);
  return result;
}

std::string_view to_text(HealthStatus health) {
  switch (health) {
    case HealthStatus::unknown: return "UNKNOWN";
    case HealthStatus::healthy: return "HEALTHY";
    case HealthStatus::unhealthy: return "UNHEALTHY";
  }
  return "UNKNOWN";
}

std::string_view to_text(TaskStatus status) {
  switch (status) {
    case TaskStatus::provisioning: return "PROVISIONING";
    case TaskStatus::pending: return "PENDING";
    case TaskStatus::activating: return "ACTIVATING";
    case TaskStatus::running: return "RUNNING";
    case TaskStatus::deactivating: return "DEACTIVATING";
    case TaskStatus::stopping: return "STOPPING";
    case TaskStatus::deprovisioning: return "DEPROVISIONING";
    case TaskStatus::stopped: return "STOPPED";
  }
  return "PROVISIONING";
}

}  // namespace gonogo
