// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/sweep.h"

#include "emulator/cli/run_folder.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/scenario/browser_host.h"

namespace gonogo {

int sweep(const Path& project_folder, World& world) {
  sweep_browsers();
  sweep_runs(project_folder);
  return sweep_worlds(world).value_or(0);
}

}  // namespace gonogo
