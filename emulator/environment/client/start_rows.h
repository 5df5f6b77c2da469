// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/environment/client/worlds.h"

namespace gonogo {

/// A row a service and a task, from what has been heard so far: pure. `waiting`: who, for what.
std::vector<StartRow> start_rows(const EnvironmentPlan& plan,
                                 const std::vector<TimelineEntry>& timeline,
                                 const std::vector<std::pair<std::string, std::string>>& waiting,
                                 Nanoseconds now);

}  // namespace gonogo
