// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "emulator/base/clock.h"
#include "emulator/io/world.h"

namespace gonogo {

/// How long `gonogo check` takes over 1,000 task definitions in files of their own; nothing when it
/// refuses one.
std::optional<Nanoseconds> time_of_check(World& world);

}  // namespace gonogo
