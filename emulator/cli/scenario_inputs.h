// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/cli/loading.h"

namespace gonogo {

/// What a run of scenarios takes in beside their files.
struct ScenarioInputs {
  Value settings = Value::object();    ///< of --set-file
  std::vector<std::string> orphans{};  ///< snapshots that no scenario expects, from gonogo.yaml
};

/// Warns of secrets that are too short to be hidden inside of other text. An Error `bad-settings`
/// for a --set-file that is no mapping.
Result<ScenarioInputs> read_scenario_inputs(const Loaded& loaded,
                                            const std::vector<Scenario>& scenarios,
                                            const Options& options, World& world);

/// Takes such files away, and says so.
Result<Done> remove_orphans(const Project& project, const std::vector<std::string>& orphans,
                            World& world);

}  // namespace gonogo
