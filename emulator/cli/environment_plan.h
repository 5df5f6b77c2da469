// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/cli/load_project.h"
#include "emulator/cli/session.h"
#include "emulator/image/images.h"
#include "emulator/project/plan.h"

namespace gonogo::cli {

/// The images of a project's tasks and services, with progress on stderr. `build` runs the recipes'
/// `build:` commands first.
Result<Images> find_images(const Session& session, const LoadedProject& loaded, bool build);

struct PlanWish {
  std::string environment;        ///< its name
  bool publish_anywhere = false;  ///< free ports: several worlds may live beside each other
};

/// The plan of one environment; what --allow let through is among its approximations.
Result<EnvironmentPlan> plan_environment(const Session& session, const LoadedProject& loaded,
                                         const Images& images, const PlanWish& wish);

}  // namespace gonogo::cli
