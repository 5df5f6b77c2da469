// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/cli/loading.h"

namespace gonogo {

/// Files that a run depends on, relative to gonogo.yaml, with the digest of their content; "" for
/// one that can't be read.
using FileDigests = std::map<std::string, std::string>;
FileDigests watched_files(const Project& project);

/// Names whose digest differs, that came or that went.
std::set<std::string> changed_files(const FileDigests& before, const FileDigests& after);

/// The scenario files to run again after these changes, or nothing where everything is to be run
/// again: anything but a scenario file itself may be behind any scenario.
std::optional<std::vector<std::string>> files_to_run(const std::set<std::string>& changed,
                                                     const std::vector<std::string>& scenario_files);

/// Runs, and again whenever the content of a file that matters changes, until an interrupt: after a
/// change of scenario files only what is in them; images are made anew only where their recipe's
/// files differ. The exit code is that of the last run.
int watch_scenarios(const Options& options, World& world, int (*run)(const Options&, World&));

}  // namespace gonogo
