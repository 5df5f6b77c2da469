// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/project/project.h"
#include "emulator/scenario/scenario.h"

namespace gonogo {

/// The variables of the environment that scenarios take in by `${env.NAME:-default}` and that now
/// differ from the default (one without a default always does): each once, by name. They belong to
/// what was tested.
std::vector<ProjectOverride> environment_overrides(
    const std::vector<Scenario>& scenarios, const std::map<std::string, std::string>& environment);

}  // namespace gonogo
