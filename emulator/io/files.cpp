// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace gonogo {
namespace {

Error file_error(std::string code, const std::string& what, const Path& path, int number) {
  Error error = system_error(std::move(code), what + " " + path.string(), number);
  error.where.file = path.string();
  return error;
}

Error file_error(std::string code, const std::string& what, const Path& path,
                 const std::error_code& why) {
  return file_error(std::move(code), what, path, why.value());
}

Result<Done> write_all(int file, std::string_view text, const Path& path) {
  while (!text.empty()) {
    const ssize_t count = write(file, text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(file_error("cannot-write", "cannot write", path, errno));
    text.remove_prefix(static_cast<size_t>(count));
  }
  return Done{};
}

Result<Done> fill_temporary(const Descriptor& file, const std::string& name, std::string_view text,
                            unsigned mode) {
  if (auto written = write_all(file.get(), text, name); !written) return written;
  if (fchmod(file.get(), static_cast<mode_t>(mode)) != 0 || fsync(file.get()) != 0)
    return fail(file_error("cannot-write", "cannot write", name, errno));
  return Done{};
}

// Without it a crash of the machine may forget the rename although the file itself was synced.
// Some file systems can't sync a folder; there is nothing to do about it.
void sync_folder(const Path& folder) {
  const Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened) fsync(opened.get());
}

Path parent_of(const Path& path) { return path.has_parent_path() ? path.parent_path() : "."; }

Result<Descriptor> lock_file(const Path& path, int how) {
  if (auto made = make_folders(parent_of(path)); !made) return fail(made.error());
  Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!file) return fail(file_error("cannot-open", "cannot open", path, errno));
  int result = flock(file.get(), how);
  while (result != 0 && errno == EINTR) result = flock(file.get(), how);
  if (result == 0) return file;
  if (errno == EWOULDBLOCK)
    return fail({.code = "locked",
                 .what = "cannot lock " + path.string() + ": another process holds it",
                 .where = {.file = path.string()},
                 .hint = "wait until it has ended"});
  return fail(file_error("cannot-lock", "cannot lock", path, errno));
}

}  // namespace

Error system_error(std::string code, const std::string& what, int number) {
  return {.code = std::move(code), .what = what + ": " + std::strerror(number)};
}

Result<std::string> read_file(const Path& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file)
    return fail(file_error(errno == ENOENT ? "no-such-file" : "cannot-open", "cannot open", path,
                           errno));
  std::string text;
  char piece[1U << 16U];
  for (;;) {
    const ssize_t count = read(file.get(), piece, sizeof piece);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(file_error("cannot-read", "cannot read", path, errno));
    if (count == 0) return text;
    text.append(piece, static_cast<size_t>(count));
  }
}

Result<Done> write_file(const Path& path, std::string_view text, unsigned mode) {
  const Path folder = parent_of(path);
  if (auto made = make_folders(folder); !made) return made;
  std::string name = (folder / ("." + path.filename().string() + ".XXXXXX")).string();
  const Descriptor file(mkostemp(name.data(), O_CLOEXEC));
  if (!file) return fail(file_error("cannot-write", "cannot create a file in", folder, errno));
  auto filled = fill_temporary(file, name, text, mode);
  if (filled && rename(name.c_str(), path.c_str()) != 0)
    filled = fail(file_error("cannot-write", "cannot write", path, errno));
  if (!filled)
    unlink(name.c_str());
  else
    sync_folder(folder);
  return filled;
}

Result<Done> make_folders(const Path& path) {
  std::error_code why;
  std::filesystem::create_directories(path, why);
  if (why) return fail(file_error("cannot-make-folder", "cannot make the folder", path, why));
  return Done{};
}

Result<Done> remove_tree(const Path& path) {
  std::error_code why;
  std::filesystem::remove_all(path, why);
  if (why) return fail(file_error("cannot-remove", "cannot remove", path, why));
  return Done{};
}

Result<Done> point_link(const Path& link, const Path& target) {
  const Path folder = parent_of(link);
  if (auto made = make_folders(folder); !made) return made;
  const std::string beside = "." + link.filename().string() + "." + std::to_string(getpid());
  const Path fresh = folder / beside;
  unlink(fresh.c_str());
  if (symlink(target.c_str(), fresh.c_str()) != 0)
    return fail(file_error("cannot-link", "cannot make the link", link, errno));
  if (rename(fresh.c_str(), link.c_str()) == 0) return Done{};
  const int number = errno;
  unlink(fresh.c_str());
  return fail(file_error("cannot-link", "cannot make the link", link, number));
}

Result<std::vector<std::string>> list_files(const Path& folder) {
  std::vector<std::string> files;
  std::error_code why;
  std::filesystem::recursive_directory_iterator at(folder, why);
  const std::filesystem::recursive_directory_iterator end;
  while (!why && at != end) {
    if (at->symlink_status(why).type() == std::filesystem::file_type::regular)
      files.push_back(at->path().lexically_relative(folder).string());
    if (!why) at.increment(why);
  }
  if (why) return fail(file_error("cannot-read", "cannot list the folder", folder, why));
  std::sort(files.begin(), files.end());
  return files;
}

bool path_exists(const Path& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this != &other) {
    close();
    number_ = other.release();
  }
  return *this;
}

int Descriptor::release() {
  const int number = number_;
  number_ = -1;
  return number;
}

void Descriptor::close() {
  if (number_ >= 0) ::close(number_);
  number_ = -1;
}

Result<FileLock> FileLock::take(const Path& path) {
  auto file = lock_file(path, LOCK_EX | LOCK_NB);
  if (!file) return fail(file.error());
  return FileLock(std::move(*file));
}

Result<FileLock> FileLock::wait(const Path& path) {
  auto file = lock_file(path, LOCK_EX);
  if (!file) return fail(file.error());
  return FileLock(std::move(*file));
}

}  // namespace gonogo
