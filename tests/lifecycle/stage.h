// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/base/value.h"

namespace gonogo::test {

/// The answer of a simulation of a task with these containers (JSON, a list) and this script.
Value simulated(const std::string& containers, const std::string& script);

/// Its events, one a line: "1.5 db started"; those of the task have no name.
std::string events_of(const Value& answer);

/// "name: lastStatus exitCode healthStatus restartCount" of each container, one a line.
std::string containers_of(const Value& answer);

/// A member of its task.
std::string task_text(const Value& answer, const char* key);

}  // namespace gonogo::test
