// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/secret.h"
#include "emulator/cli/loading.h"
#include "emulator/cli/progress.h"

namespace gonogo {

/// The images of a project, made now where they are not in the store.
Result<Images> images_of(const Loaded& loaded, World& world, bool build, Progress& progress);

/// The plan of an environment of that name.
Result<EnvironmentPlan> plan_of(const Loaded& loaded, const Images& images,
                                const std::string& environment, bool publish_anywhere,
                                Redactor& redactor);

}  // namespace gonogo
