// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "emulator/io/files.h"
#include "emulator/io/world.h"
#include "emulator/project/project.h"

namespace gonogo {

/// The policy of a file of its own, or of a gonogo.yaml. Findings are printed; any error is
/// nothing.
std::optional<Policy> load_policy(const Path& path, World& world);

/// Reads `policy: FILE` of a project, where it has one, into the project.
bool load_policy_of(Project& project, World& world);

}  // namespace gonogo
