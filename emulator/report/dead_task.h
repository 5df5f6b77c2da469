// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/run/run_result.h"

namespace gonogo {

/// How a task died, told like ECS would and then like a colleague would; empty when none did.
std::vector<std::string> tell_dead_task(const RunResult& result, const std::string& run_folder);

}  // namespace gonogo
