// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/io/world.h"

namespace gonogo {

/// The whole command line: `args` without the program's name; the answer is the exit code.
int run(const std::vector<std::string>& args, World& world);

}  // namespace gonogo
