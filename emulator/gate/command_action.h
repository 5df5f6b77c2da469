// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/gate/action.h"
#include "emulator/project/trigger.h"

namespace gonogo {

/// A command run by `sh -c`. It sees GONOGO_COMMIT, GONOGO_VERDICT (path of verdict.json) and the
/// other variables of the occasion. References must outlive the action.
TriggerAction command_action(const CommandTrigger& trigger, const Occasion& occasion, World& world);

}  // namespace gonogo
