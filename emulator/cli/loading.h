// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/secret.h"
#include "emulator/cli/commands.h"
#include "emulator/engine/linux/cgroups.h"
#include "emulator/image/images.h"
#include "emulator/project/plan.h"
#include "emulator/project/project.h"
#include "emulator/run/run_result.h"
#include "emulator/run/select.h"
#include "emulator/scenario/har_scenario.h"
#include "emulator/scenario/scenario.h"

namespace gonogo {

/// The project with all that its gonogo.yaml names.
struct Loaded {
  Project project;
  std::vector<std::pair<std::string, TaskDefinition>> definitions{};
  SecretStore secrets{};
  std::map<std::string, std::string> file_texts{};
  std::vector<std::string> used_allowances{};  ///< rules that --allow took down
  std::string environment{};
  std::string engine = "embedded";                 ///< or "attach"; chosen by load_with_engine
  CgroupPowers powers{true, true};                 ///< of this user; found by load_with_engine
  std::map<std::string, std::string> variables{};  ///< this process' own
  double time_scale = 1;
};

/// Reads it all. Whatever is wrong has been printed when there is nothing: exit code 2.
std::optional<Loaded> load(const Options& options, World& world);

/// Every scenario of the project; findings are printed, and any error means nothing.
/// Of a selection that names files only what is in these: what another person has in hand is in nobody's way.
std::optional<std::vector<Scenario>> load_scenarios(const Loaded& loaded, World& world,
                                                    const Selection& selection);

/// Files below `scenarios:` that are scenarios, relative to the project's folder, sorted.
Result<std::vector<std::string>> scenario_files(const Project& project);

/// What a browser calls the tasks: by their names, and by their published ports.
HarHosts har_hosts(const Project& project);

/// The environment's name alone, without reading definitions.
std::optional<std::string> environment_name(const Options& options, World& world);

/// NAME=VALUE pairs of --set.
std::map<std::string, std::string> settings_of(const Options& options);

/// Commit, inputs, definitions, scenarios, overrides: what of the subject does not need images.
Result<Subject> bind_checkout(const Loaded& loaded, World& world);
/// What changed in the checkout since then counts as dirty: it is not known what the run saw. What is new does not, as
/// reports and builds write files; inputs and everything below `scenarios:` do.
Result<Done> note_changes(const Loaded& loaded, Subject& subject);
std::string policy_digest(const Policy& policy);
/// A recipe's file that is not here: an Error; or without digest, as its `build:` has not run here.
enum class AbsentFiles { error, unbuilt };
/// What the project's recipes and their files are, once their `build:` commands have run.
Result<std::vector<Subject::Build>> bind_builds(const Project& project,
                                                AbsentFiles absent = AbsentFiles::error);

/// Findings as people read them, with the source's line and a caret.
void print_findings(const std::string& file, const Findings& findings, std::string_view source,
                    World& world);

/// Reads what scenarios include, from a folder.
ReadText files_below(const Path& folder);
/// A scenario's fragments have problems of their own.
std::map<std::string, Findings> by_file(const Findings& findings);

/// Prints an Error; the exit code that fits its code.
int print_error(const Error& error, World& world);

/// Prints what is wrong with what was typed; the exit code of that.
int wrong_usage(World& world, const std::string& text);

/// A path as seen from where the person stands.
std::string shown_path(const std::string& path, const World& world);

}  // namespace gonogo
