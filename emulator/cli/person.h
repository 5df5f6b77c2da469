// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/cli/commands.h"
#include "emulator/scenario/run_scenario.h"

namespace gonogo {

/// Who answers manual steps: whoever sits at the terminal; nobody in a pipeline, or where input or
/// output is no terminal.
AskPerson person_of(const Options& options, World& world);

}  // namespace gonogo
