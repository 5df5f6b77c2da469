// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/start_order.h"

#include "emulator/base/text.h"
#include "emulator/lifecycle/stopping.h"

namespace gonogo {
namespace {

// Exit code and reason of a container that a dependency kept from ever running.
// Source: aws/amazon-ecs-agent agent/engine/task_manager.go, handleTerminalDependencyError, and
// dependencygraph/graph.go, verifyContainerOrderingStatusResolvable.
constexpr int never_ran = 143;

std::optional<Moment> timeout_of(const TaskState& state, const Dependency& dependency) {
  if (dependency.condition == DependencyCondition::start ||
      dependency.condition == DependencyCondition::create)
    return std::nullopt;
  const ContainerState* container = state.find(dependency.container);
  if (container == nullptr || is_over(*container) || !has_started(*container)) return std::nullopt;
  const auto& timeout = definition_of(state, *container).start_timeout;
  if (!timeout) return std::nullopt;
  return *container->started_at + scaled(state, *timeout);
}

DependencyWait when_over(bool met) { return met ? DependencyWait::over : DependencyWait::hopeless; }

DependencyWait condition_of(const ContainerState& container, DependencyCondition condition) {
  const bool over = is_over(container);
  switch (condition) {
    case DependencyCondition::start:
      if (has_started(container)) return DependencyWait::over;
      return over ? DependencyWait::hopeless : DependencyWait::lasting;
    case DependencyCondition::create:
      if (container.phase == ContainerPhase::wont_start) return DependencyWait::hopeless;
      return container.phase == ContainerPhase::waiting ? DependencyWait::lasting
                                                        : DependencyWait::over;
    case DependencyCondition::complete:
      return over ? when_over(has_started(container)) : DependencyWait::lasting;
    case DependencyCondition::success:
      return over ? when_over(has_started(container) && container.exit_code == 0)
                  : DependencyWait::lasting;
    case DependencyCondition::healthy:
      if (container.health == HealthStatus::healthy) return DependencyWait::over;
      return over ? DependencyWait::hopeless : DependencyWait::lasting;
  }
  return DependencyWait::lasting;
}

/// Why it is hopeless: in our words, and as ECS's agent ends its sentence about it.
struct Hopeless {
  std::string why;
  std::string ending;
};

Hopeless why_hopeless(const TaskState& state, const Dependency& dependency) {
  const std::string& name = dependency.container;
  const ContainerState* container = state.find(name);
  if (container == nullptr) return {"there is no container " + name, " does not exist"};
  if (!is_over(*container)) return {name + " exceeded its startTimeout", " has timed out"};
  if (!has_started(*container))
    return {name + " never ran", " because dependency will never start"};
  if (dependency.condition == DependencyCondition::healthy)
    return {name + " ended without having been healthy", " because dependency ended"};
  return {name + " exited with " + std::to_string(container->exit_code.value_or(-1)),
          " as dependency did not exit successfully"};
}

void give_up(Turn& turn, ContainerState& container, const Dependency& dependency) {
  const Hopeless hopeless = why_hopeless(turn.state, dependency);
  container.phase = ContainerPhase::wont_start;
  container.desired_stopped = true;
  container.exit_code = never_ran;
  container.reason =
      "CannotStartContainerError: dependency graph: failed to resolve container ordering "
      "dependency [" +
      dependency.container + "] for target [" + container.name + "]" + hopeless.ending;
  container.stopped_at = turn.now;
  tell(turn, container.name, "wont_start", hopeless.why);
  stop_if_essential(turn, container, "TaskFailedToStart", container.reason);
}

void start(Turn& turn, ContainerState& container) {
  container.phase = ContainerPhase::starting;
  turn.actions.push_back(action::Start{container.name});
}

bool decide(Turn& turn, ContainerState& container) {
  bool ready = true;
  for (const Dependency& dependency : definition_of(turn.state, container).depends_on) {
    const DependencyWait wait = wait_for(turn.state, dependency, turn.now);
    if (wait == DependencyWait::hopeless) {
      give_up(turn, container, dependency);
      return true;
    }
    ready = ready && wait == DependencyWait::over;
  }
  if (ready) start(turn, container);
  return ready;
}

std::string_view awaited(DependencyCondition condition) {
  switch (condition) {
    case DependencyCondition::create: return " to be created";
    case DependencyCondition::start: return " to start";
    case DependencyCondition::complete: return " to exit";
    case DependencyCondition::success: return " to exit 0";
    case DependencyCondition::healthy: return " to be healthy";
  }
  return "";
}

}  // namespace

DependencyWait wait_for(const TaskState& state, const Dependency& dependency, Moment now) {
  const ContainerState* container = state.find(dependency.container);
  if (container == nullptr) return DependencyWait::hopeless;
  // The agent looks at the clock first, also when a dependency is HEALTHY and another one delays.
  const auto timeout = timeout_of(state, dependency);
  if (timeout && now >= *timeout) return DependencyWait::hopeless;
  return condition_of(*container, dependency.condition);
}

bool start_waiting(Turn& turn) {
  if (turn.state.desired_stopped || turn.state.status == TaskStatus::provisioning) return false;
  bool changed = false;
  for (ContainerState& container : turn.state.containers) {
    if (container.phase == ContainerPhase::waiting) changed = decide(turn, container) || changed;
    if (turn.state.desired_stopped) return true;
  }
  return changed;
}

std::optional<Moment> start_deadline(const TaskState& state) {
  std::optional<Moment> deadline;
  for (const ContainerState& container : state.containers) {
    if (container.phase != ContainerPhase::waiting) continue;
    for (const Dependency& dependency : definition_of(state, container).depends_on)
      deadline = earlier(deadline, timeout_of(state, dependency));
  }
  return deadline;
}

std::string waits_for(const TaskState& state, const std::string& container) {
  const ContainerState* waiting = state.find(container);
  if (waiting == nullptr || waiting->phase != ContainerPhase::waiting) return {};
  std::vector<std::string> reasons;
  for (const Dependency& dependency : definition_of(state, *waiting).depends_on) {
    const ContainerState* other = state.find(dependency.container);
    if (other == nullptr || condition_of(*other, dependency.condition) == DependencyWait::over)
      continue;
    reasons.push_back(dependency.container + std::string(awaited(dependency.condition)));
  }
  return join(reasons, " and ");
}

}  // namespace gonogo
