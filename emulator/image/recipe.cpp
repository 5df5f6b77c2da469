// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/recipe.h"

#include <sys/stat.h>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"

namespace gonogo {
namespace {

constexpr const char* default_path =
    "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

struct FileEntry {
  Path source;
  std::string target;
  std::string sha256;
  bool executable = false;
};

Result<std::vector<FileEntry>> read_files(const Project& project, const ImageRecipe& recipe) {
  std::vector<FileEntry> files;
  for (const auto& [from, to] : recipe.files) {
    const Path source = project.path(from);
    struct stat facts{};
    if (stat(source.c_str(), &facts) != 0 || !S_ISREG(facts.st_mode))
      return fail({.code = "missing-file",
                   .what = "a file of the image for \"" + recipe.match + "\" is not there",
                   .where = recipe.where,
                   .seen = from,
                   .hint = recipe.build.empty() ? "make it, or give the image a build: command"
                                                : "its build: command did not make it"});
    auto digest = sha256_of_file(source);
    if (!digest) return fail(digest.error());
    files.push_back({source, merged_path(to), *digest, (facts.st_mode & S_IXUSR) != 0});
  }
  return files;
}

Result<StoreEntry> file_layer(World& world, const Store& store, const std::vector<FileEntry>& files) {
  std::string list;
  for (const FileEntry& file : files)
    list += file.target + " " + (file.executable ? "x " : "- ") + file.sha256 + "\n";
  const std::string digest = sha256(list);
  return find_or_make(world, store, "roots", digest, [&](const Path& folder) -> Result<Value> {
    for (const FileEntry& file : files) {
      auto bytes = read_file(file.source);
      if (!bytes) return fail(bytes.error());
      // What is read now must be what was hashed: a build may run at the same time.
      if (sha256(*bytes) != file.sha256)
        return fail({.code = "file-changed",
                     .what = file.source.string() + " changed while the image was made",
                     .hint = "try again when nothing builds it"});
      const Path target = folder / ("tree" + file.target);
      if (auto done = write_file(target, *bytes, file.executable ? 0755 : 0644); !done)
        return fail(done.error());
    }
    return Value::object({{"description", count_of(static_cast<long long>(files.size()), "file") +
                                              " of the project"},
                          {"digest", "sha256:" + digest}});
  });
}

}  // namespace

std::string normalised_reference(const std::string& reference) {
  std::string name = reference;
  const size_t slash = name.find('/');
  const std::string first = slash == std::string::npos ? "" : name.substr(0, slash);
  const bool has_registry = first.find('.') != std::string::npos ||
                            first.find(':') != std::string::npos || first == "localhost";
  if (!has_registry)
    name = (slash == std::string::npos ? "docker.io/library/" : "docker.io/") + name;
  const std::string last = name.substr(name.rfind('/') + 1);
  if (last.find(':') == std::string::npos && last.find('@') == std::string::npos) name += ":latest";
  return name;
}

const ImageRecipe* find_recipe(const std::vector<ImageRecipe>& recipes,
                               const std::string& reference) {
  for (const ImageRecipe& recipe : recipes)
    if (glob_matches(recipe.match, reference) ||
        glob_matches(recipe.match, normalised_reference(reference)))
      return &recipe;
  return nullptr;
}

std::string merged_path(const std::string& path) {
  for (const char* folder : {"/bin/", "/sbin/", "/lib/", "/lib64/"})
    if (path.rfind(folder, 0) == 0) return "/usr" + path;
  return path;
}

Result<Root> make_recipe(World& world, const Store& store, const Project& project,
                         const ImageRecipe& recipe, const OnProgress& progress) {
  auto files = read_files(project, recipe);
  if (!files) return fail(files.error());
  auto debian = debian_root(world, store, recipe.debian, recipe.packages, progress);
  if (!debian) {
    Error error = debian.error();
    if (error.where.file.empty()) error.where = recipe.where;
    return fail(std::move(error));
  }
  Root root{.folders = debian->folders,
            .config = {.entrypoint = recipe.entrypoint,
                       .command = recipe.command,
                       .environment = {default_path},
                       .user = recipe.user,
                       .working_directory = recipe.working_directory,
                       .stop_signal = recipe.stop_signal},
            .digest = debian->digest,
            .stand_in = true,
            .packages = debian->packages};
  root.config.environment.insert(root.config.environment.end(), recipe.environment.begin(),
                                 recipe.environment.end());
  if (!files->empty()) {
    auto layer = file_layer(world, store, *files);
    if (!layer) return fail(layer.error());
    root.folders.insert(root.folders.begin(), layer->tree.string());
    root.digest = "sha256:" + sha256(root.digest + " " + layer->tree.parent_path().filename().string());
  }
  // How it is run is part of what it is.
  root.digest = "sha256:" + sha256(root.digest + "\n" + join(recipe.entrypoint, "\n") + "\n\n" +
                                   join(recipe.command, "\n") + "\n\n" +
                                   join(root.config.environment, "\n") + "\n\n" + recipe.user +
                                   "\n" + recipe.working_directory + "\n" + recipe.stop_signal);
  return root;
}

}  // namespace gonogo
