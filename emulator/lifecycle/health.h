// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "emulator/lifecycle/turn.h"

namespace gonogo {

/// A container has just started: when its health command is tried.
void begin_checks(Turn& turn, ContainerState& container);

/// Asks for the checks that are due. At most one counting and one eager check of a container run at
/// a time.
void ask_checks(Turn& turn);

/// The answer of a health command. Failures count when the check began after startPeriod or when
/// the container has been healthy in this run; `retries` of them in a row make it UNHEALTHY. Those
/// of eager tries never count.
void take_check(Turn& turn, const event::CheckEnded& ended);

/// From the essential containers: any UNHEALTHY, else any UNKNOWN (also without a check), else
/// HEALTHY.
HealthStatus task_health(const TaskState& state);

std::optional<Moment> check_deadline(const TaskState& state);

}  // namespace gonogo
