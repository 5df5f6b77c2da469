// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/attached_images.h"

#include <set>

#include "emulator/base/text.h"
#include "emulator/image/recipe.h"
#include "emulator/image/store.h"
#include "emulator/io/digest.h"

namespace gonogo {
namespace {

using Definitions = std::vector<std::pair<std::string, TaskDefinition>>;

bool is_file(const Path& path) {
  std::error_code error;
  return std::filesystem::is_regular_file(path, error);
}

// The program of a command is also looked for on PATH, as the shell does.
Path file_of(const Project& project, const AttachContainer& attached, const std::string& word,
             bool is_program) {
  if (is_program && word.find('/') == std::string::npos) return find_program(word).value_or(Path());
  const Path folder = project.path(attached.workdir.empty() ? "." : attached.workdir);
  return (folder / word).lexically_normal();
}

std::vector<Path> files_of(const Project& project, const AttachContainer& attached) {
  std::vector<Path> files;
  for (size_t i = 0; i < attached.command.size(); ++i) {
    Path file = file_of(project, attached, attached.command[i], i == 0);
    if (is_file(file)) files.push_back(std::move(file));
  }
  return files;
}

Result<Done> add_file(const Project& project, const Path& file, Sha256& all) {
  auto digest = sha256_of_file(file);
  if (!digest) return fail(digest.error());
  // Inside the checkout by its place there: another checkout has the same digest.
  const Path inside = file.lexically_relative(project.folder);
  const bool is_outside = inside.empty() || *inside.begin() == "..";
  all.add((is_outside ? file : inside).string() + " " + *digest + "\n");
  return Done{};
}

Result<Done> add_recipe(const Project& project, const ImageRecipe& recipe, Sha256& all) {
  for (const auto& [from, to] : recipe.files) {
    if (!is_file(project.path(from)))
      return fail({.code = "missing-file",
                   .what = "a file of the image for \"" + recipe.match + "\" is not there",
                   .where = recipe.where,
                   .seen = from});
    all.add(to + "\n");
    if (auto done = add_file(project, project.path(from), all); !done) return done;
  }
  for (const auto* words : {&recipe.entrypoint, &recipe.command, &recipe.environment})
    all.add(join(*words, "\n") + "\n\n");
  return Done{};
}

/// All that is known of one image: its recipe, and what stands for the containers that have it.
Result<Root> attached_root(const Project& project, const Definitions& definitions,
                           const std::string& image) {
  Root root{.stand_in = true};
  Sha256 all;
  if (const ImageRecipe* recipe = find_recipe(project.images, image)) {
    root.config = {.entrypoint = recipe->entrypoint,
                   .command = recipe->command,
                   .environment = recipe->environment,
                   .stop_signal = recipe->stop_signal};
    root.files = recipe->files;
    if (auto done = add_recipe(project, *recipe, all); !done) return fail(done.error());
  }
  for (const auto& [task, definition] : definitions) {
    const TaskEntry* entry = project.find_task(task);
    for (const ContainerDefinition& container : definition.containers) {
      const auto attached = entry->attach.find(container.name);
      if (container.image != image || attached == entry->attach.end()) continue;
      all.add(task + "/" + container.name + "\n" + join(attached->second.command, "\n") + "\n\n");
      for (const Path& file : files_of(project, attached->second))
        if (auto done = add_file(project, file, all); !done) return fail(done.error());
    }
  }
  root.digest = "sha256:" + all.finish();
  return root;
}

Result<Done> build_all(const Project& project, const Definitions& definitions, World& world) {
  std::set<std::vector<std::string>> built{{}};
  for (const auto& [task, definition] : definitions) {
    const TaskEntry* entry = project.find_task(task);
    for (const ContainerDefinition& container : definition.containers) {
      const ImageRecipe* recipe = find_recipe(project.images, container.image);
      if (recipe != nullptr && built.insert(recipe->build).second)
        if (auto done = run_build(world, project, recipe->build, recipe->where); !done) return done;
      const auto attached = entry->attach.find(container.name);
      if (attached != entry->attach.end() && built.insert(attached->second.build).second)
        if (auto done = run_build(world, project, attached->second.build, attached->second.where);
            !done)
          return done;
    }
  }
  return Done{};
}

}  // namespace

Result<Done> run_build(World& world, const Project& project, const std::vector<std::string>& build,
                       const Location& where) {
  auto built =
      run_builder(world, {.argv = build, .folder = project.folder, .guard = world.guard()},
                  "build-failed", join(build, " "));
  if (built) return Done{};
  Error error = built.error();
  error.where = where;
  return fail(std::move(error));
}

Result<Images> attached_images(const Project& project, const Definitions& definitions, World& world,
                               bool build) {
  if (build)
    if (auto done = build_all(project, definitions, world); !done) return fail(done.error());
  Images images;
  for (const auto& [task, definition] : definitions)
    for (const ContainerDefinition& container : definition.containers) {
      if (images.roots.count(container.image) != 0) continue;
      auto root = attached_root(project, definitions, container.image);
      if (!root) return fail(root.error());
      images.roots[container.image] = std::move(*root);
    }
  for (const ServiceEntry& service : project.services) images.service_roots[service.name] = {};
  return images;
}

std::vector<std::string> attached_files(const Project& project) {
  std::vector<std::string> files;
  for (const TaskEntry& task : project.tasks)
    for (const auto& [container, attached] : task.attach) {
      if (!attached.build.empty()) continue;
      for (const Path& file : files_of(project, attached)) {
        const Path inside = file.lexically_relative(project.folder);
        if (!inside.empty() && *inside.begin() != "..") files.push_back(inside.string());
      }
    }
  return files;
}

}  // namespace gonogo
