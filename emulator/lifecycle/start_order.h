// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "emulator/lifecycle/turn.h"

namespace gonogo {

/// What one dependency means for a container that waits for it.
enum class DependencyWait { over, lasting, hopeless };

/// START: it has started, also when it is over again. COMPLETE: it ran and is over, with any exit
/// code. SUCCESS: over with 0. HEALTHY: its check says so now. `hopeless`: it can't come any more,
/// or the dependency's own startTimeout has passed since its start (never for START, never once it
/// is over; but also when it is healthy and something else keeps the waiter back).
/// Source: aws/amazon-ecs-agent agent/engine/dependencygraph/graph.go; HEALTHY of a container that
/// ended without ever being healthy is ours: the agent would wait without end.
DependencyWait wait_for(const TaskState& state, const Dependency& dependency, Moment now);

/// Starts what has nothing left to wait for and gives up what waits in vain (exit code 143, never
/// ran). Answers whether anything changed.
bool start_waiting(Turn& turn);

/// When the next startTimeout passes that somebody waits on.
std::optional<Moment> start_deadline(const TaskState& state);

}  // namespace gonogo
