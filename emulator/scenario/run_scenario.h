// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>

#include "emulator/base/secret.h"
#include "emulator/environment/client/environment.h"
#include "emulator/io/world.h"
#include "emulator/scenario/scenario.h"
#include "emulator/scenario/scenario_result.h"

namespace gonogo {

/// Shows a person a question and gives the line that is typed; nothing at the end of the input.
using AskPerson = std::function<std::optional<std::string>(const std::string& question)>;

struct ScenarioContext {
  World& world;
  Environment& environment;
  Redactor& redactor;
  std::string project_folder;  ///< files of steps are found relative to the scenario's file
  std::string evidence_folder;
  std::map<std::string, Value> vars{};      ///< of the project: weaker than the scenario's own
  std::map<std::string, Secret> secrets{};  ///< ${secret.NAME}
  std::uint64_t seed = 0;                   ///< of the generators
  /// Of --set, --set-file and GONOGO_VAR_…: stronger than the scenario's vars, taken literally.
  std::map<std::string, Value> settings{};
  bool update_snapshots = false;
  bool headed = false;  ///< browsers show themselves
  AskPerson ask{};      ///< null: nobody is there
};

/// Runs one attempt: steps in order until one fails, then `finally`, all within the scenario's
/// time-out, of which `finally` has at least 10 s. An attempt that came to no explicit check is
/// `skipped`, never `passed`. Never throws; whatever goes wrong is in the attempt. The cases of
/// reports are added to `cases`. Everything in the answer is redacted.
Attempt run_scenario(const Scenario& scenario, ScenarioContext& context,
                     std::vector<CaseResult>& cases);

/// Whether a scenario has a `manual` step.
bool needs_person(const Scenario& scenario);

/// The first failing check or error of an attempt as one sentence: "expected status 409, got 201".
std::string first_failure(const Attempt& attempt);

}  // namespace gonogo
