// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/value.h"
#include "emulator/environment/supervisor/supervisor.h"

namespace gonogo {

/// `{"tasks":[…],"failures":[],"services":[…]}`: tasks in the shape of DescribeTasks.
Value describe(const Supervisor& supervisor, WallTime wall, Moment now);

}  // namespace gonogo
