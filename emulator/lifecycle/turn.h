// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/lifecycle/lifecycle.h"

namespace gonogo {

/// One step while it is being taken: the state that changes and the actions so far.
struct Turn {
  TaskState& state;
  std::vector<Action>& actions;
  Moment now;
};

/// A period of the definition in the task's time.
Nanoseconds scaled(const TaskState& state, Milliseconds period);

/// The task's next status, with the moment it came.
void become(Turn& turn, TaskStatus status);

/// The container's definition; every container of a state has one.
const ContainerDefinition& definition_of(const TaskState& state, const ContainerState& container);

ContainerState* find_container(TaskState& state, const std::string& name);

/// It neither runs nor will run again.
bool is_over(const ContainerState& container);

/// It has been started at least once.
bool has_started(const ContainerState& container);

void tell(Turn& turn, const std::string& container, std::string event, std::string detail = {});

/// The earlier of two moments, where none means never.
std::optional<Moment> earlier(std::optional<Moment> a, std::optional<Moment> b);

}  // namespace gonogo
