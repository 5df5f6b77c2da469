// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/io/world.h"

namespace gonogo {

/// Takes away what commands that were killed left: environments of this user, folders of browsers, and
/// what lies half done below the project's `.gonogo`.
void sweep(const Path& project_folder, World& world);

}  // namespace gonogo
