// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/task/task_definition.h"

namespace gonogo {

/// The part of a definition that the supervisor needs to drive a task's life (no secrets, no
/// environment), and back. Both directions lose nothing of it.
Value lifecycle_part(const TaskDefinition& task);
TaskDefinition task_of_lifecycle_part(const Value& value);

}  // namespace gonogo
