// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/lifecycle/script.h"

namespace gonogo {

/// Drives `step` in virtual time with the behaviour that a script (YAML text) gives the containers;
/// the answer is `{"events": […], "task": {…}}` of the corpus' lifecycle/README.
Result<Value> simulate(const TaskDefinition& task, std::string_view script,
                       const std::string& script_file);

/// The same with a script that was read before.
Value simulate(const TaskDefinition& task, const SimulationScript& script);

}  // namespace gonogo
