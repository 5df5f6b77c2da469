// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/copy_up.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>

namespace gonogo {
namespace {

namespace fs = std::filesystem;

Result<Done> take_owner(const Path& from, const Path& to) {
  struct stat facts{};
  if (lstat(from.c_str(), &facts) != 0 ||
      lchown(to.c_str(), facts.st_uid, facts.st_gid) != 0 ||
      (!S_ISLNK(facts.st_mode) && chmod(to.c_str(), facts.st_mode & 07777) != 0))
    return fail(system_error("copy-failed", "give " + to.string() + " its owner", errno));
  return Done{};
}

Error failed(const Path& path, const std::error_code& error) {
  return {.code = "copy-failed", .what = "copy " + path.string() + " into a volume", .seen = error.message()};
}

Result<Done> copy_entry(const fs::directory_entry& entry, const Path& to) {
  std::error_code error;
  if (entry.is_symlink(error))
    fs::copy_symlink(entry.path(), to, error);
  else if (entry.is_directory(error))
    fs::create_directory(to, error);
  else if (entry.is_regular_file(error))
    fs::copy_file(entry.path(), to, error);
  else
    return Done{};  // a socket or a pipe of an image means nothing elsewhere
  if (error) return fail(failed(entry.path(), error));
  return take_owner(entry.path(), to);
}

}  // namespace

Result<Done> copy_up(const Path& root, const std::string& place, const Path& volume) {
  std::error_code error;
  if (!fs::is_empty(volume, error) || error) return Done{};
  const Descriptor top(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT;
  const Descriptor folder(
      static_cast<int>(syscall(SYS_openat2, top.get(), place.c_str(), &how, sizeof how)));
  if (!folder) return Done{};
  const Path from = fs::read_symlink("/proc/self/fd/" + std::to_string(folder.get()), error);
  if (error) return fail(failed(place, error));
  for (fs::recursive_directory_iterator at(from, error), end; !error && at != end;
       at.increment(error))
    if (auto done = copy_entry(*at, volume / at->path().lexically_relative(from)); !done)
      return done;
  if (error) return fail(failed(from, error));
  return take_owner(from, volume);
}

}  // namespace gonogo
