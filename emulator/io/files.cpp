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

#include "emulator/io/interrupt.h"

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

constexpr useconds_t lock_quantum = 5'000;  // the kernel's own wait may miss an interrupt
constexpr std::string_view half_suffix = ".half";
constexpr int most_link_tries = 100;

// A name that is always the same: what a killed writer left is used, and gone, the next time.
Path half_of(const Path& target) {
  return parent_of(target) / ("." + target.filename().string() + std::string(half_suffix));
}

bool is_still_at(const Path& path, const Descriptor& opened) {
  struct stat there {};
  struct stat here {};
  return fstat(opened.get(), &here) == 0 && lstat(path.c_str(), &there) == 0 &&
         here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

// Who writes it holds its lock; file systems without locks have no second writer to fear.
Result<Descriptor> open_half(const Path& half) {
  for (;;) {
    Descriptor file(open(half.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
    if (!file && errno == EACCES && unlink(half.c_str()) == 0) continue;  // another user's
    if (!file)
      return fail(file_error("cannot-write", "cannot create a file in", parent_of(half), errno));
    while (flock(file.get(), LOCK_EX) != 0 && errno == EINTR) {
    }
    if (is_still_at(half, file) && ftruncate(file.get(), 0) == 0) return file;
  }
}

Error held_by_another(const Path& path) {
  return {.code = "locked",
          .what = "cannot lock " + path.string() + ": another process holds it",
          .where = {.file = path.string()},
          .hint = "wait until it has ended"};
}

Result<Descriptor> lock_file(const Path& path, bool waits) {
  if (auto made = make_folders(parent_of(path)); !made) return fail(made.error());
  Descriptor file(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644));
  if (!file) return fail(file_error("cannot-open", "cannot open", path, errno));
  while (flock(file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK)
      return fail(file_error("cannot-lock", "cannot lock", path, errno));
    if (!waits) return fail(held_by_another(path));
    if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
    usleep(lock_quantum);
  }
  return file;
}

Result<Descriptor> hold(const Path& folder) {
  Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened) return fail(file_error("cannot-open", "cannot open", folder, errno));
  if (flock(opened.get(), LOCK_EX | LOCK_NB) == 0 && is_still_at(folder, opened)) return opened;
  return fail(held_by_another(folder));
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
  const Path half = half_of(path);
  const auto file = open_half(half);
  if (!file) return fail(file.error());
  auto filled = fill_temporary(*file, half.string(), text, mode);
  if (filled && rename(half.c_str(), path.c_str()) != 0)
    filled = fail(file_error("cannot-write", "cannot write", path, errno));
  if (!filled)
    unlink(half.c_str());
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
  const Path half = half_of(link);
  // Another one may take it away, or put its own there, between these calls.
  for (int tries = 0; tries < most_link_tries; ++tries) {
    unlink(half.c_str());
    if (symlink(target.c_str(), half.c_str()) != 0) {
      if (errno == EEXIST) continue;
      return fail(file_error("cannot-link", "cannot make the link", link, errno));
    }
    if (rename(half.c_str(), link.c_str()) == 0) return Done{};
    if (errno == ENOENT) continue;
    const int number = errno;
    unlink(half.c_str());
    return fail(file_error("cannot-link", "cannot make the link", link, number));
  }
  return fail(file_error("cannot-link", "cannot make the link", link, EBUSY));
}

void remove_half_written(const Path& folder) {
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error)) {
    const std::string name = at->path().filename();
    if (!name.starts_with('.') || !name.ends_with(half_suffix)) continue;
    const Descriptor file(open(at->path().c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
    const bool is_link = !file && errno == ELOOP;
    if (is_link || (file && flock(file.get(), LOCK_EX | LOCK_NB) == 0)) unlink(at->path().c_str());
  }
}

Result<std::vector<std::string>> list_files(const Path& folder, Links links) {
  std::vector<std::string> files;
  std::error_code why;
  std::filesystem::recursive_directory_iterator at(folder, why);
  const std::filesystem::recursive_directory_iterator end;
  while (!why && at != end) {
    std::error_code nowhere;  // of a link: no file either
    const auto type = links == Links::of_files ? at->status(nowhere).type() : at->symlink_status(why).type();
    if (type == std::filesystem::file_type::regular)
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
  auto file = lock_file(path, false);
  if (!file) return fail(file.error());
  return FileLock(std::move(*file));
}

Result<FileLock> FileLock::wait(const Path& path) {
  auto file = lock_file(path, true);
  if (!file) return fail(file.error());
  return FileLock(std::move(*file));
}

Result<HeldFolder> HeldFolder::make(const Path& prefix) {
  for (;;) {
    std::string name = prefix.string() + "XXXXXX";
    if (mkdtemp(name.data()) == nullptr)
      return fail(file_error("cannot-make-folder", "cannot make the folder", prefix, errno));
    // A sweep may have found it before it was held.
    if (auto held = hold(name)) return HeldFolder(name, std::move(*held));
  }
}

Result<HeldFolder> HeldFolder::take(const Path& folder) {
  for (;;) {
    if (auto made = make_folders(folder); !made) return fail(made.error());
    auto held = hold(folder);
    if (held) return HeldFolder(folder, std::move(*held));
    // A sweep may have found it before it was held.
    if (held.error().code == "locked" || path_exists(folder)) return fail(held.error());
  }
}

bool remove_unless_held(const Path& folder) {
  const auto held = hold(folder);
  return held && remove_tree(folder);
}

}  // namespace gonogo
