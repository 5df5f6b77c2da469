// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/sweep.h"

#include "emulator/cli/run_folder.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/scenario/browser_host.h"

namespace gonogo {

void sweep(const Path& project_folder, World& world) {
  sweep_browsers();
  sweep_runs(project_folder);
  (void)sweep_worlds(world);
}

}  // namespace gonogo
