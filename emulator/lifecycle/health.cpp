// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/health.h"

#include <algorithm>

namespace gonogo {
namespace {

constexpr Milliseconds eager_pause{20};
constexpr Milliseconds shortest_timeout{500};

Milliseconds timeout_of(const TaskState& state, const HealthCheck& check) {
  const auto timeout = std::chrono::duration_cast<Milliseconds>(scaled(state, check.timeout));
  return std::max(shortest_timeout, timeout);
}

void become(Turn& turn, ContainerState& container, HealthStatus health) {
  if (container.health == health) return;
  container.health = health;
  tell(turn, container.name, health == HealthStatus::healthy ? "healthy" : "unhealthy",
       container.last_check_output);
}

void take_success(Turn& turn, ContainerState& container) {
  container.failed_checks = 0;
  container.eager = false;
  container.next_eager.reset();
  become(turn, container, HealthStatus::healthy);
}

void take_counting_failure(Turn& turn, ContainerState& container, const HealthCheck& check) {
  const Moment began = container.check_started.value_or(turn.now);
  const bool in_grace = container.health == HealthStatus::unknown &&
                        began - *container.started_at < scaled(turn.state, check.start_period);
  if (in_grace) return;
  ++container.failed_checks;
  if (container.failed_checks >= check.retries) become(turn, container, HealthStatus::unhealthy);
}

void ask_counting(Turn& turn, ContainerState& container, const HealthCheck& check) {
  if (!container.next_check || turn.now < *container.next_check) return;
  container.next_check.reset();
  container.check_running = true;
  container.check_started = turn.now;
  turn.actions.push_back(
      action::Check{container.name, timeout_of(turn.state, check), /*eager=*/false});
}

void ask_eager(Turn& turn, ContainerState& container, const HealthCheck& check) {
  if (!container.next_eager || turn.now < *container.next_eager) return;
  container.next_eager.reset();
  ++container.eager_tries;
  turn.actions.push_back(
      action::Check{container.name, timeout_of(turn.state, check), /*eager=*/true});
}

}  // namespace

void begin_checks(Turn& turn, ContainerState& container) {
  const auto& check = definition_of(turn.state, container).health_check;
  if (!check) return;
  container.next_check = turn.now + scaled(turn.state, check->interval);
  container.eager = turn.state.eager_health;
  container.eager_tries = 0;
  if (container.eager) container.next_eager = turn.now;
}

void ask_checks(Turn& turn) {
  for (ContainerState& container : turn.state.containers) {
    if (container.phase != ContainerPhase::running) continue;
    const auto& check = definition_of(turn.state, container).health_check;
    if (!check) continue;
    ask_counting(turn, container, *check);
    ask_eager(turn, container, *check);
  }
}

void take_check(Turn& turn, const event::CheckEnded& ended) {
  ContainerState* container = find_container(turn.state, ended.container);
  if (container == nullptr || container->phase != ContainerPhase::running) return;
  const auto& check = definition_of(turn.state, *container).health_check;
  if (!check || (!ended.eager && !container->check_running)) return;
  container->last_check_output = ended.output;
  if (ended.healthy) {
    take_success(turn, *container);
  } else if (!ended.eager) {
    take_counting_failure(turn, *container, *check);
  } else if (container->eager) {
    container->next_eager = turn.now + eager_pause;
  }
  if (ended.eager) return;
  container->check_running = false;
  container->check_started.reset();
  container->next_check = turn.now + scaled(turn.state, check->interval);
}

HealthStatus task_health(const TaskState& state) {
  HealthStatus health = HealthStatus::healthy;
  for (const ContainerState& container : state.containers) {
    if (!definition_of(state, container).essential) continue;
    if (container.health == HealthStatus::unhealthy) return HealthStatus::unhealthy;
    if (container.health == HealthStatus::unknown) health = HealthStatus::unknown;
  }
  return health;
}

std::optional<Moment> check_deadline(const TaskState& state) {
  std::optional<Moment> deadline;
  for (const ContainerState& container : state.containers)
    if (container.phase == ContainerPhase::running)
      deadline = earlier(deadline, earlier(container.next_check, container.next_eager));
  return deadline;
}

}  // namespace gonogo
