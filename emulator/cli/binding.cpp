// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/loading.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/git.h"

namespace gonogo {
namespace {

Result<Done> add_input(const Project& project, const std::string& file, Subject& subject) {
  auto digest = sha256_of_file(project.path(file));
  if (!digest) return fail(digest.error());
  subject.inputs.emplace_back(file, *digest);
  return Done{};
}

Result<Done> bind_inputs(const Loaded& loaded, Subject& subject) {
  const Project& project = loaded.project;
  std::vector<std::string> files{project.file};
  for (const ServiceEntry& service : project.services)
    for (const auto* list : {&service.schema, &service.seed})
      files.insert(files.end(), list->begin(), list->end());
  for (const std::string& file : {project.policy_file, project.secrets})
    if (!file.empty()) files.push_back(file);
  for (const auto& [arn, file] : project.files) files.push_back(file);
  for (const std::string& file : files)
    if (auto done = add_input(project, file, subject); !done) return done;
  for (const auto& [task, definition] : loaded.definitions)
    subject.task_definitions.emplace_back(definition.family, definition.sha256);
  for (const ProjectOverride& each : project.overrides)
    subject.overrides.emplace_back(each.name, sha256(each.value));
  return Done{};
}

// All files of the folders, as steps may read others than the scenarios themselves.
Result<std::string> scenarios_digest(const Project& project) {
  std::string list;
  for (const std::string& entry : project.scenarios) {
    const Path path = project.path(entry);
    if (!std::filesystem::is_directory(path)) {
      auto digest = sha256_of_file(path);
      if (!digest) return fail(digest.error());
      list += entry + " " + *digest + "\n";
      continue;
    }
    auto files = list_files(path);
    if (!files) return fail(files.error());
    for (const std::string& file : *files) {
      auto digest = sha256_of_file(path / file);
      if (!digest) return fail(digest.error());
      list += entry + "/" + file + " " + *digest + "\n";
    }
  }
  return sha256(list);
}

Result<Done> bind_git(const Project& project, Subject& subject) {
  auto facts = read_git(project.folder);
  if (!facts) return fail(facts.error());
  if (!*facts) return Done{};
  subject.commit = (*facts)->commit;
  subject.tree = (*facts)->tree;
  subject.dirty = (*facts)->dirty;
  subject.dirty_files = (*facts)->dirty_files;
  for (const ImageRecipe& recipe : project.images) {
    if (!recipe.build.empty()) continue;
    for (const auto& [from, to] : recipe.files) {
      auto tracked = is_tracked(project.folder, project.path(from));
      if (!tracked) return fail(tracked.error());
      if (!*tracked) subject.unbound_files.push_back(from);
    }
  }
  return Done{};
}

}  // namespace

std::string policy_digest(const Policy& policy) { return sha256(to_json(policy.source)); }

Result<Subject> bind_checkout(const Loaded& loaded, World&) {
  Subject subject;
  if (auto done = bind_git(loaded.project, subject); !done) return fail(done.error());
  if (auto done = bind_inputs(loaded, subject); !done) return fail(done.error());
  auto digest = scenarios_digest(loaded.project);
  if (!digest) return fail(digest.error());
  subject.scenarios_sha256 = *digest;
  return subject;
}

}  // namespace gonogo
