// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/cli/checked_file.h"
#include "emulator/cli/session.h"
#include "emulator/project/plan.h"
#include "emulator/project/project.h"
#include "emulator/task/container_values.h"
#include "emulator/task/task_definition.h"

namespace gonogo::cli {

/// gonogo.yaml and every file it names that an environment is made of, read.
struct LoadedProject {
  Project project{};
  std::vector<std::pair<std::string, TaskDefinition>> definitions{};  ///< task → definition
  SecretStore secrets{};
  std::map<std::string, std::string> file_texts{};  ///< ARN → text
  std::map<std::string, std::string> settings{};    ///< --set and GONOGO_VAR_…
  std::vector<std::string> allowed{};               ///< rules of --allow that were needed
  std::string environment{};                        ///< its name

  /// The folder of everything that gonogo writes here.
  Path work_folder() const { return Path(project.folder) / ".gonogo"; }
};

/// gonogo.yaml alone: its path, what it says, what is wrong with it.
struct ProjectFile {
  Path path;
  std::optional<Project> project{};
  CheckedFile checked{};
};

/// The project that --project names or that lies here or above. An Error when there is none.
Result<ProjectFile> read_project_file(const Session& session);

/// A task definition of the project, by its path as gonogo.yaml has it.
struct DefinitionFile {
  std::optional<TaskDefinition> definition{};
  CheckedFile checked{};
  std::vector<std::string> allowed{};
};
DefinitionFile read_definition(const Session& session, const Path& path,
                               const std::map<std::string, std::string>& settings);

/// Reads all of it. What is wrong is printed with its place; the Error is then `input-rejected`.
/// Every secret of the secrets file goes into the session's redactor.
Result<LoadedProject> load_project(Session& session);

/// Prints the findings of the files that are not accepted; an Error `input-rejected` if there are
/// any.
Result<Done> require_accepted(const Session& session, const std::vector<CheckedFile>& files);

/// Makes .gonogo, unknown to git, so that what gonogo writes never makes a checkout dirty.
Result<Done> make_work_folder(const LoadedProject& loaded);

}  // namespace gonogo::cli
