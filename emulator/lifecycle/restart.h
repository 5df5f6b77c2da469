// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/lifecycle/turn.h"

namespace gonogo {

/// Why a container that exited is started again or not, in the order in which ECS asks.
/// Source: aws/amazon-ecs-agent ecs-agent/api/container/restart/restart_tracker.go.
enum class RestartDecision { yes, not_enabled, to_stop, ignored_exit_code, too_early };

RestartDecision decide_restart(const TaskState& state, const ContainerState& container,
                               int exit_code, Moment now);

/// Starts it again and counts; its health is unknown once more.
void restart(Turn& turn, ContainerState& container);

}  // namespace gonogo
