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

/// Takes away what writers of files and links in this folder left there when they were killed.
void remove_half_written(const Path& folder);

/// Symbolic links that lead to files are files, or are left out; those to folders are not followed.
enum class Links { left_out, of_files };

/// Regular files below a folder, as sorted relative paths.
Result<std::vector<std::string>> list_files(const Path& folder, Links links = Links::left_out);

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
  /// Waits until it is free; an Error `interrupted`.
  static Result<FileLock> wait(const Path& path);
  /// Whoever inherits the descriptor holds the lock too.
  int get() const { return file_.get(); }

 private:
  explicit FileLock(Descriptor file) : file_(std::move(file)) {}
  Descriptor file_;
};

/// A folder that is in use as long as this lives, in whatever way that ends: what nobody holds was
/// left by somebody who was killed.
class HeldFolder {
 public:
  /// A new one of this user's own, its name the prefix and six letters.
  static Result<HeldFolder> make(const Path& prefix);
  /// That folder, made if it is not there; an Error `locked` when somebody else holds it.
  static Result<HeldFolder> take(const Path& folder);
  const Path& path() const { return path_; }

 private:
  HeldFolder(Path path, Descriptor held) : path_(std::move(path)), held_(std::move(held)) {}
  Path path_;
  Descriptor held_;
};

/// Removes a folder that nobody holds; whether it did.
bool remove_unless_held(const Path& folder);

/// "cannot open /x: No such file or directory" with errno's words.
Error system_error(std::string code, const std::string& what, int number);

}  // namespace gonogo
