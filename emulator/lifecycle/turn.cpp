// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/turn.h"

#include <algorithm>
#include <chrono>

namespace gonogo {

Nanoseconds scaled(const TaskState& state, Milliseconds period) {
  const std::chrono::duration<double, std::nano> whole = period;
  return std::chrono::round<Nanoseconds>(whole / std::max(1.0, state.time_scale));
}

void become(Turn& turn, TaskStatus status) {
  if (turn.state.status == status) return;
  turn.state.status = status;
  turn.state.history.push_back({status, turn.now});
}

const ContainerDefinition& definition_of(const TaskState& state, const ContainerState& container) {
  return *state.task.find(container.name);
}

ContainerState* find_container(TaskState& state, const std::string& name) {
  for (ContainerState& container : state.containers)
    if (container.name == name) return &container;
  return nullptr;
}

bool is_over(const ContainerState& container) {
  return container.phase == ContainerPhase::stopped ||
         container.phase == ContainerPhase::wont_start;
}

bool has_started(const ContainerState& container) { return container.started_at.has_value(); }

void tell(Turn& turn, const std::string& container, std::string event, std::string detail) {
  turn.actions.push_back(action::Tell{container, std::move(event), std::move(detail)});
}

std::optional<Moment> earlier(std::optional<Moment> a, std::optional<Moment> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace gonogo
