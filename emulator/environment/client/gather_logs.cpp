// SPDX-License-Identifier: Apache-2.0
#include <charconv>
#include <fstream>
#include <map>

#include "emulator/environment/client/worlds.h"

namespace gonogo {
namespace {

constexpr std::string_view prefix = "world-";

std::map<int, Path> folders_of_worlds(const Path& log_folder) {
  std::map<int, Path> folders;
  std::error_code error;
  for (std::filesystem::directory_iterator at(log_folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename();
    int number = 0;
    if (!name.starts_with(prefix)) continue;
    const char* stop = name.data() + name.size();
    if (std::from_chars(name.data() + prefix.size(), stop, number).ptr == stop)
      folders[number] = at->path();
  }
  return folders;
}

// Links point beside themselves: <group>/<stream> to a container's log.
void take_link(const Path& link, const Path& target) {
  std::error_code error;
  std::filesystem::create_directories(target.parent_path(), error);
  if (!std::filesystem::exists(std::filesystem::symlink_status(target, error)))
    std::filesystem::copy_symlink(link, target, error);
}

Result<Done> append(const Path& from, const Path& to) {
  if (auto done = make_folders(to.parent_path()); !done) return done;
  std::ifstream in(from, std::ios::binary);
  std::ofstream out(to, std::ios::binary | std::ios::app);
  if (in.peek() != std::ifstream::traits_type::eof()) out << in.rdbuf();
  if (in.good() || (in.eof() && out.good())) return Done{};
  return fail({.code = "log-failed", .what = "cannot gather the log " + to.string()});
}

Result<Done> gather(const Path& world, const Path& log_folder) {
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(world, error), end; !error && at != end;
       at.increment(error)) {
    const Path target = log_folder / at->path().lexically_relative(world);
    if (at->is_symlink(error))
      take_link(at->path(), target);
    else if (at->is_regular_file(error))
      if (auto done = append(at->path(), target); !done) return done;
  }
  return remove_tree(world);
}

}  // namespace

Result<Done> gather_logs(const Path& log_folder, const std::set<int>& except) {
  for (const auto& [number, world] : folders_of_worlds(log_folder))
    if (except.count(number) == 0)
      if (auto done = gather(world, log_folder); !done) return done;
  return Done{};
}

}  // namespace gonogo
