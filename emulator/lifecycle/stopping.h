// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "emulator/lifecycle/turn.h"

namespace gonogo {

/// Decides that the task stops; the first cause stays. What never started won't start and has no
/// exit code.
void stop_task(Turn& turn, const std::string& stop_code, const std::string& reason);

/// An essential container that is over takes the task with it, whatever its exit code.
void stop_if_essential(Turn& turn, const ContainerState& container, const std::string& stop_code,
                       const std::string& reason);

/// Signals each container that is to stop and on which nobody that still lives depends: the reverse
/// of the start order. Source: aws/amazon-ecs-agent dependencygraph/graph.go, verifyShutdownOrder.
bool signal_free_containers(Turn& turn);

/// A Spot task is told two minutes before its machine goes.
void interrupt_spot(Turn& turn);

void fail_resources(Turn& turn, const event::ResourcesFailed& failed);

/// SIGKILL for those whose stopTimeout has passed, and for all once Spot capacity is gone.
void kill_overdue(Turn& turn);

void take_exit(Turn& turn, const event::Exited& exited);
void take_start_failure(Turn& turn, const event::StartFailed& failed);

std::optional<Moment> kill_deadline(const TaskState& state);

}  // namespace gonogo
