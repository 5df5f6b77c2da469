// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/base/value.h"

namespace gonogo {

/// What most likely ended a container and what to do about it, from what DescribeTasks says of the
/// task and the container: "cause: …" and "fix: …" lines; none where nothing is likely.
std::vector<std::string> likely_fix(const Value& task, const Value& container);

}  // namespace gonogo
