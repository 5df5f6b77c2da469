// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/cli/loading.h"
#include "emulator/scenario/unknown_names.h"

namespace gonogo {

/// What a run of scenarios takes in beside their files.
struct ScenarioInputs {
  std::map<std::string, Value> settings{};  ///< of scenario_settings
  std::vector<std::string> orphans{};  ///< snapshots that no scenario expects, from gonogo.yaml
};

/// The secrets that scenarios can name; all that the file has, but a database's host and the like, is
/// hidden from now on.
std::map<std::string, Secret> secrets_of(const Loaded& loaded, Redactor& redactor);

/// Warns of secrets that are too short to be hidden inside of other text. An Error `bad-settings`
/// for a --set-file that is no mapping.
Result<ScenarioInputs> read_scenario_inputs(const Loaded& loaded,
                                            const std::vector<Scenario>& scenarios,
                                            const Options& options, World& world);

/// What the scenarios of a project can name, with such settings.
KnownNames known_names(const Project& project, const std::map<std::string, Value>& settings);
/// Variables of scenarios from outside: --set is stronger than --set-file (`file`, a mapping), and
/// that than a GONOGO_VAR_x of the environment.
std::map<std::string, Value> scenario_settings(const Options& options, const World& world,
                                               const Value& file = Value::object());

/// Prints every name that a scenario uses and nothing defines; whether there is none.
bool names_are_known(const std::vector<Scenario>& scenarios, const Loaded& loaded,
                     const ScenarioInputs& inputs, World& world);

/// Takes such files away, and says so.
Result<Done> remove_orphans(const Project& project, const std::vector<std::string>& orphans,
                            World& world);

}  // namespace gonogo
