// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/cli/commands.h"

namespace gonogo {

/// `gonogo verdict verify FILE`: 0 when it is accepted; the verdict's own exit code when it is not
/// GO; 5 when it is refused; 2 for a wrong command line.
int verify_verdict(const Options& options, World& world);

}  // namespace gonogo
