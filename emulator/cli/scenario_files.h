// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/cli/checked_file.h"
#include "emulator/cli/session.h"
#include "emulator/project/project.h"
#include "emulator/scenario/scenario.h"

namespace gonogo::cli {

/// Everything under `scenarios:` of a project.
struct ScenarioFiles {
  std::vector<Scenario> scenarios{};  ///< in the order of paths, then of documents
  std::vector<CheckedFile> checked{};
  /// Every file there, whether it holds scenarios or is used by some: path from gonogo.yaml, SHA-256.
  std::vector<std::pair<std::string, std::string>> digests{};
};

/// Reads all of them. An Error when a path under `scenarios:` is not there; what is wrong inside the
/// files is in `checked`.
Result<ScenarioFiles> read_scenario_files(const Session& session, const Project& project);

/// One file, with what is wrong in it told under the name `shown`.
CheckedFile check_scenarios(const std::string& text, const std::string& shown);

}  // namespace gonogo::cli
