// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/task/request.h"
#include "emulator/task/task_definition.h"

namespace gonogo {

/// The typed definition of a request, with ECS's defaults. What has a wrong type reads as absent:
/// the findings say so.
TaskDefinition define_task(const RegisterRequest& request, const std::string& file);

}  // namespace gonogo
