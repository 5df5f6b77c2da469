// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/project.h"

#include <algorithm>

#include "emulator/io/files.h"

namespace gonogo {

const ServiceEntry* Project::find_service(const std::string& service) const {
  const auto found = std::find_if(services.begin(), services.end(),
                                  [&](const ServiceEntry& entry) { return entry.name == service; });
  return found != services.end() ? &*found : nullptr;
}

const TaskEntry* Project::find_task(const std::string& task) const {
  const auto found = std::find_if(tasks.begin(), tasks.end(),
                                  [&](const TaskEntry& entry) { return entry.name == task; });
  return found != tasks.end() ? &*found : nullptr;
}

std::string Project::path(const std::string& relative) const {
  return (Path(folder) / relative).lexically_normal().string();
}

Result<std::string> find_project(const std::string& folder) {
  for (Path at = Path(folder).lexically_normal();; at = at.parent_path()) {
    if (path_exists(at / "gonogo.yaml")) return (at / "gonogo.yaml").string();
    if (at == at.parent_path()) break;
  }
  return fail({.code = "no-project",
               .what = "there is no gonogo.yaml here or above",
               .seen = folder,
               .hint = "stand in your project, or name it: --project FILE"});
}

}  // namespace gonogo
