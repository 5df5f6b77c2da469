// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace gonogo {

using Path = std::filesystem::path;

Result<std::string> read_file(const Path& path);

/// Writes beside the target, syncs and renames: a reader sees the old text or the new one. Makes the
/// parent folders.
Result<Done> write_file(const Path& path, std::string_view text, unsigned mode = 0644);

Result<Done> make_folders(const Path& path);

/// Removes a file or a whole folder; what is not there is already removed.
Result<Done> remove_tree(const Path& path);

/// Makes `link` point to `target`, replacing what is there in one step.
Result<Done> point_link(const Path& link, const Path& target);

/// Regular files below a folder, as sorted relative paths; symbolic links are not followed.
Result<std::vector<std::string>> list_files(const Path& folder);

bool path_exists(const Path& path);

/// A file descriptor that is closed with its owner.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { close(); }

  int get() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  int release();
  void close();

 private:
  int number_ = -1;
};

/// An exclusive lock on a file, held while it lives; the kernel gives it back when a process dies.
class FileLock {
 public:
  /// Does not wait: an Error `locked` when somebody else holds it.
  static Result<FileLock> take(const Path& path);
  /// Waits until it is free.
  static Result<FileLock> wait(const Path& path);
  /// Whoever inherits the descriptor holds the lock too.
  int get() const { return file_.get(); }

 private:
  explicit FileLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;
};

/// "cannot open /x: No such file or directory" with errno's words.
Error system_error(std::string code, const std::string& what, int number);

}  // namespace gonogo
