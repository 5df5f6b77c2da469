// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/stopping.h"

#include <algorithm>

#include "emulator/lifecycle/restart.h"

namespace gonogo {
namespace {

// Source: Amazon ECS API reference, ContainerDefinition, stopTimeout: 120 s at most on Fargate.
constexpr Milliseconds longest_grace{120'000};

bool depends_on(const ContainerDefinition& definition, const std::string& name) {
  return std::any_of(definition.depends_on.begin(), definition.depends_on.end(),
                     [&](const Dependency& dependency) { return dependency.container == name; });
}

bool has_living_dependents(const TaskState& state, const std::string& name) {
  return std::any_of(state.containers.begin(), state.containers.end(),
                     [&](const ContainerState& other) {
                       return other.name != name && !is_over(other) &&
                              depends_on(definition_of(state, other), name);
                     });
}

void signal(Turn& turn, ContainerState& container) {
  container.phase = ContainerPhase::stopping;
  container.next_check.reset();
  container.next_eager.reset();
  container.eager = false;
  const Milliseconds grace =
      std::min(definition_of(turn.state, container).stop_timeout, longest_grace);
  container.kill_at = turn.now + scaled(turn.state, grace);
  turn.actions.push_back(action::Signal{container.name, ""});
  tell(turn, container.name, "stop_signal");
}

void end(Turn& turn, ContainerState& container) {
  container.phase = ContainerPhase::stopped;
  container.stopped_at = turn.now;
  container.check_running = false;
  container.check_started.reset();
  container.next_check.reset();
  container.next_eager.reset();
  container.eager = false;
  container.kill_at.reset();
}

}  // namespace

void stop_task(Turn& turn, const std::string& stop_code, const std::string& reason) {
  TaskState& state = turn.state;
  if (state.desired_stopped) return;
  state.desired_stopped = true;
  state.stop_code = stop_code;
  state.stopped_reason = reason;
  become(turn, TaskStatus::deactivating);
  become(turn, TaskStatus::stopping);
  tell(turn, "", "task_stopping", reason);
  for (ContainerState& container : state.containers) {
    if (is_over(container)) continue;
    container.desired_stopped = true;
    if (container.phase != ContainerPhase::waiting) continue;
    container.phase = ContainerPhase::wont_start;
    container.stopped_at = turn.now;
    tell(turn, container.name, "wont_start", "the task stops");
  }
}

void stop_if_essential(Turn& turn, const ContainerState& container, const std::string& stop_code,
                       const std::string& reason) {
  if (definition_of(turn.state, container).essential) stop_task(turn, stop_code, reason);
}

bool signal_free_containers(Turn& turn) {
  bool changed = false;
  for (ContainerState& container : turn.state.containers) {
    if (!container.desired_stopped || container.phase != ContainerPhase::running) continue;
    if (has_living_dependents(turn.state, container.name)) continue;
    signal(turn, container);
    changed = true;
  }
  return changed;
}

void kill_overdue(Turn& turn) {
  const auto reclaimed = turn.state.reclaimed_at;
  const bool gone = reclaimed && turn.now >= *reclaimed;
  for (ContainerState& container : turn.state.containers) {
    const bool overdue = container.kill_at && turn.now >= *container.kill_at;
    const bool taken = gone && (container.phase == ContainerPhase::running || container.kill_at);
    if (!overdue && !taken) continue;
    container.kill_at.reset();
    container.phase = ContainerPhase::stopping;
    turn.actions.push_back(action::Kill{container.name});
    tell(turn, container.name, "killed",
         overdue ? "its stopTimeout is over" : "the Spot capacity is taken back");
  }
}

// Source: Amazon ECS Developer Guide, Fargate capacity providers: a warning and SIGTERM two minutes
// before the capacity is gone, SIGKILL after stopTimeout.
void interrupt_spot(Turn& turn) {
  constexpr Milliseconds warning{120'000};
  if (!turn.state.reclaimed_at) turn.state.reclaimed_at = turn.now + scaled(turn.state, warning);
  stop_task(turn, "SpotInterruption", "Your Spot Task was interrupted.");
}

// Nothing was started: there is nothing to wait for.
void fail_resources(Turn& turn, const event::ResourcesFailed& failed) {
  if (turn.state.status != TaskStatus::provisioning && turn.state.status != TaskStatus::pending)
    return;
  stop_task(turn, "TaskFailedToStart", failed.reason);
}

void take_exit(Turn& turn, const event::Exited& exited) {
  ContainerState* container = find_container(turn.state, exited.container);
  if (container == nullptr || is_over(*container) || container->phase == ContainerPhase::waiting)
    return;
  tell(turn, container->name, "exited", "exit code " + std::to_string(exited.code));
  const int code = exited.out_of_memory ? 137 : exited.code;
  if (decide_restart(turn.state, *container, code, turn.now) == RestartDecision::yes) {
    restart(turn, *container);
    return;
  }
  end(turn, *container);
  container->exit_code = code;
  if (exited.out_of_memory)
    container->reason = "OutOfMemoryError: Container killed due to memory usage";
  stop_if_essential(turn, *container, "EssentialContainerExited",
                    "Essential container in task exited");
}

void take_start_failure(Turn& turn, const event::StartFailed& failed) {
  ContainerState* container = find_container(turn.state, failed.container);
  if (container == nullptr || container->phase != ContainerPhase::starting) return;
  const bool cancelled = container->desired_stopped && failed.reason.empty();
  end(turn, *container);
  if (cancelled) {
    container->phase = ContainerPhase::wont_start;
    tell(turn, container->name, "wont_start", "the task stops");
    return;
  }
  container->reason = failed.reason.find("Error: ") == std::string::npos
                          ? "CannotStartContainerError: " + failed.reason
                          : failed.reason;
  tell(turn, container->name, "start_failed", container->reason);
  if (has_started(*container))  // it ran before: its policy could not start it again
    stop_if_essential(turn, *container, "EssentialContainerExited",
                      "Essential container in task exited");
  else
    stop_if_essential(turn, *container, "TaskFailedToStart", container->reason);
}

std::optional<Moment> kill_deadline(const TaskState& state) {
  std::optional<Moment> deadline;
  bool all_killed = true;
  for (const ContainerState& container : state.containers) {
    deadline = earlier(deadline, container.kill_at);
    all_killed =
        all_killed && container.phase != ContainerPhase::running && !container.kill_at;
  }
  return all_killed ? deadline : earlier(deadline, state.reclaimed_at);
}

}  // namespace gonogo
