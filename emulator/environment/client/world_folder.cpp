// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/world_folder.h"

#include <fcntl.h>
#include <pwd.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <thread>

#include "emulator/base/text.h"
#include "emulator/engine/linux/cgroups.h"
#include "emulator/io/sockets.h"
#include "emulator/io/user_namespace.h"

namespace gonogo {
namespace {

constexpr const char* lock_name = "lock";
constexpr const char* groups_name = "cgroups";
constexpr const char* holder_name = "holder";  // who started it
constexpr int removal_tries = 200;
constexpr Milliseconds removal_quantum{5};  // the kernel gives no event for an emptied group of version 1

Descriptor open_lock(const Path& folder, int flags) {
  return Descriptor(open((folder / lock_name).c_str(), O_RDWR | O_CLOEXEC | flags, 0600));
}

std::string user_name(uid_t user) {
  const passwd* entry = getpwuid(user);
  return entry != nullptr ? entry->pw_name : std::to_string(user);
}

// Values stay untold: --set may be given a secret.
std::string own_command_line() {
  const std::string line = read_file("/proc/self/cmdline").value_or("");
  std::vector<std::string> words = split(line, '\0');
  if (!words.empty() && words.back().empty()) words.pop_back();
  if (!words.empty()) words.front() = Path(words.front()).filename();
  for (std::string& word : words)
    if (const size_t equals = word.find('='); equals != std::string::npos)
      word = word.substr(0, equals + 1) + "…";
  return join(words, " ");
}

std::string holder_text(const World& world) {
  return "of " + user_name(user_of_machine()) + ", since " + to_rfc3339(world.clock.wall()) + ": " +
         own_command_line();
}

Error already_running(const Path& folder, const std::string& name) {
  const auto pid = pid_at_door(folder);
  return {.code = "already-running",
          .what = "the environment " + name + " is already up",
          .seen = "pid " + (pid ? std::to_string(*pid) : "not known yet") + " " +
                  read_file(folder / holder_name).value_or(""),
          .hint = "gonogo ps shows it, gonogo down ends it"};
}

bool any_exists(const std::vector<Path>& folders) {
  return std::any_of(folders.begin(), folders.end(), [](const Path& p) { return path_exists(p); });
}

}  // namespace

Result<Path> worlds_folder(const World& world) {
  const std::string runtime = world.variable("XDG_RUNTIME_DIR");
  const Path folder = !runtime.empty() && path_exists(runtime)
                          ? Path(runtime) / "gonogo"
                          : Path("/tmp/gonogo-" + std::to_string(user_of_machine()));
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

Result<Done> check_not_running(const std::string& name, const World& world) {
  const auto worlds = worlds_folder(world);
  if (!worlds) return fail(worlds.error());
  if (is_alive(*worlds / name)) return fail(already_running(*worlds / name, name));
  return Done{};
}

std::optional<pid_t> pid_at_door(const Path& folder) {
  auto socket = connect_packets(folder / "control.sock");
  if (!socket) return std::nullopt;
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket->get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0 || peer.pid <= 1)
    return std::nullopt;
  return peer.pid;
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
    if (is_alive(folder)) return fail(already_running(folder, name));
    remove_world(folder);
  }
  if (auto done = make_folders(folder / "world"); !done) return fail(done.error());
  Descriptor lock = open_lock(folder, O_CREAT);
  if (!lock || flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
    return fail(system_error("no-rights", "lock " + folder.string(), errno));
  std::string groups;
  // Told before there is one: a supervisor that is killed leaves none that nobody knows.
  for (const Path& group : Cgroups::places(name)) groups += group.string() + "\n";
  for (const auto& [file, text] : {std::pair<const char*, std::string>{groups_name, groups},
                                   {holder_name, holder_text(world)}})
    if (auto done = write_file(folder / file, text, 0600); !done) return fail(done.error());
  return WorldFolder(folder, std::move(lock));
}

void WorldFolder::remove() {
  lock_ = Descriptor();
  remove_world(path_);
}

}  // namespace gonogo
