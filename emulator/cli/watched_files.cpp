// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/watched_files.h"

#include <algorithm>

#include "emulator/io/digest.h"

namespace gonogo {
namespace {

void add(const Project& project, const std::string& name, FileDigests& digests) {
  const Path path = project.path(name);
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) {
    if (const auto files = list_files(path))
      for (const std::string& file : *files)
        add(project, (Path(name) / file).lexically_normal().string(), digests);
    return;
  }
  const auto digest = sha256_of_file(path);
  digests[name] = digest ? *digest : "";
}

}  // namespace

FileDigests watched_files(const Project& project) {
  std::vector<std::string> names{project.file};
  for (const TaskEntry& task : project.tasks) names.push_back(task.definition);
  for (const ServiceEntry& service : project.services)
    for (const auto* list : {&service.schema, &service.seed})
      names.insert(names.end(), list->begin(), list->end());
  for (const ImageRecipe& image : project.images)
    for (const auto& [from, to] : image.files) names.push_back(from);
  for (const auto& [arn, file] : project.files) names.push_back(file);
  if (!project.secrets.empty()) names.push_back(project.secrets);
  names.insert(names.end(), project.scenarios.begin(), project.scenarios.end());
  FileDigests digests;
  for (const std::string& name : names) add(project, name, digests);
  return digests;
}

std::set<std::string> changed_files(const FileDigests& before, const FileDigests& after) {
  std::set<std::string> changed;
  for (const auto& [name, digest] : after) {
    const auto found = before.find(name);
    if (found == before.end() || found->second != digest) changed.insert(name);
  }
  for (const auto& [name, digest] : before)
    if (after.count(name) == 0) changed.insert(name);
  return changed;
}

std::optional<std::vector<std::string>> files_to_run(
    const std::set<std::string>& changed, const std::vector<std::string>& scenario_files) {
  std::vector<std::string> files;
  for (const std::string& name : changed) {
    if (std::find(scenario_files.begin(), scenario_files.end(), name) == scenario_files.end())
      return std::nullopt;
    files.push_back(name);
  }
  return files;
}

}  // namespace gonogo
