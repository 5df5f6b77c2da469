// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/world_folder.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "emulator/base/text.h"
#include "emulator/engine/linux/cgroups.h"

namespace gonogo {
namespace {

constexpr const char* lock_name = "lock";
constexpr const char* groups_name = "cgroups";
constexpr int removal_tries = 200;
constexpr Milliseconds removal_quantum{5};  // the kernel gives no event for an emptied group of version 1

Descriptor open_lock(const Path& folder, int flags) {
  return Descriptor(open((folder / lock_name).c_str(), O_RDWR | O_CLOEXEC | flags, 0600));
}

bool any_exists(const std::vector<Path>& folders) {
  return std::any_of(folders.begin(), folders.end(), [](const Path& p) { return path_exists(p); });
}

}  // namespace

Result<Path> worlds_folder(const World& world) {
  const std::string runtime = world.variable("XDG_RUNTIME_DIR");
  const Path folder = !runtime.empty() && path_exists(runtime)
                          ? Path(runtime) / "gonogo"
                          : Path("/tmp/gonogo-" + std::to_string(getuid()));
  if (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    return fail(system_error("no-rights", "make " + folder.string(), errno));
  struct stat facts{};
  if (lstat(folder.c_str(), &facts) != 0 || !S_ISDIR(facts.st_mode) || facts.st_uid != getuid() ||
      (facts.st_mode & 0077) != 0)
    return fail({.code = "no-rights",
                 .what = folder.string() + " is not a private folder of this user",
                 .hint = "remove it, or set XDG_RUNTIME_DIR"});
  return folder;
}

bool is_alive(const Path& folder) {
  const Descriptor lock = open_lock(folder, 0);
  return lock && flock(lock.get(), LOCK_EX | LOCK_NB) != 0;
}

void remove_world(const Path& folder) {
  std::vector<Path> groups;
  if (const auto text = read_file(folder / groups_name))
    for (const std::string& line : split_lines(*text))
      if (!line.empty()) groups.emplace_back(line);
  for (int i = 0; i < removal_tries; ++i) {
    remove_cgroups(groups);
    if (!any_exists(groups)) break;
    std::this_thread::sleep_for(removal_quantum);
  }
  // What can't be removed now is found by the next command.
  if (!any_exists(groups)) (void)remove_tree(folder);
}

std::vector<std::string> world_names(const Path& worlds) {
  std::vector<std::string> names;
  std::error_code error;
  for (std::filesystem::directory_iterator at(worlds, error), end; !error && at != end;
       at.increment(error))
    if (at->is_directory(error)) names.push_back(at->path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

Result<WorldFolder> WorldFolder::make(const World& world, const std::string& name) {
  auto worlds = worlds_folder(world);
  if (!worlds) return fail(worlds.error());
  // Between the making of a folder and its lock nobody else may take it for dead.
  auto turn = FileLock::wait(*worlds / ".lock");
  if (!turn) return fail(turn.error());
  const Path folder = *worlds / name;
  if (path_exists(folder)) {
    if (is_alive(folder))
      return fail({.code = "already-running",
                   .what = "the environment " + name + " is already up",
                   .hint = "gonogo ps shows it, gonogo down ends it"});
    remove_world(folder);
  }
  if (auto done = make_folders(folder / "world"); !done) return fail(done.error());
  Descriptor lock = open_lock(folder, O_CREAT);
  if (!lock || flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(system_error("no-rights", "lock " + folder.string(), errno));
  std::string groups;
  const Cgroups found = Cgroups::find(name);
  for (const Path& group : found.folders()) groups += group.string() + "\n";
  if (auto done = write_file(folder / groups_name, groups); !done) return fail(done.error());
  return WorldFolder(folder, std::move(lock));
}

void WorldFolder::remove() {
  lock_ = Descriptor();
  remove_world(path_);
}

}  // namespace gonogo
