// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/seal.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

namespace gonogo {
namespace {

struct CloseFolder {
  void operator()(DIR* folder) const { closedir(folder); }
};

// FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/): against accidents, not against whoever can write
// facts.json as well.
class Hash {
 public:
  explicit Hash(std::uint64_t above) { add(above); }
  void add(std::string_view bytes) {
    for (const char byte : bytes) state_ = (state_ ^ static_cast<unsigned char>(byte)) * prime;
  }
  void add(std::uint64_t number) {
    char bytes[sizeof number];
    std::memcpy(bytes, &number, sizeof number);
    add(std::string_view(bytes, sizeof number));
  }
  void add(const timespec& time) {
    add(static_cast<std::uint64_t>(time.tv_sec));
    add(static_cast<std::uint64_t>(time.tv_nsec));
  }
  std::uint64_t value() const { return state_; }

 private:
  static constexpr std::uint64_t prime = 0x100000001b3;
  std::uint64_t state_ = 0xcbf29ce484222325;
};

/// A sum, so that the order in which a folder lists its files does not matter.
struct Sum {
  std::uint64_t hash = 0;
  std::uint64_t entries = 0;
  bool all_seen = true;
};

void add_folder(int number, std::uint64_t above, Sum& sum);

void add_entry(int folder, const char* path, std::string_view name, std::uint64_t above,
               Sum& sum) {
  struct stat facts {};
  if (fstatat(folder, path, &facts, AT_SYMLINK_NOFOLLOW) != 0) {
    sum.all_seen = sum.all_seen && errno != EACCES;
    return;
  }
  Hash hash(above);
  hash.add(name);
  hash.add(static_cast<std::uint64_t>(facts.st_mode));
  hash.add(static_cast<std::uint64_t>(facts.st_size));
  hash.add(facts.st_mtim);
  hash.add(facts.st_ctim);
  sum.hash += hash.value();
  ++sum.entries;
  if (S_ISDIR(facts.st_mode))
    add_folder(openat(folder, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NOFOLLOW), hash.value(),
               sum);
}

void add_folder(int number, std::uint64_t above, Sum& sum) {
  const std::unique_ptr<DIR, CloseFolder> folder(number >= 0 ? fdopendir(number) : nullptr);
  if (folder == nullptr) {
    sum.all_seen = sum.all_seen && errno != EACCES;
    return;
  }
  while (const dirent* entry = readdir(folder.get()))
    if (std::strcmp(entry->d_name, ".") != 0 && std::strcmp(entry->d_name, "..") != 0)
      add_entry(number, entry->d_name, entry->d_name, above, sum);
}

}  // namespace

Seal seal_of(const Path& tree) {
  Sum sum;
  add_entry(AT_FDCWD, tree.c_str(), "", 0, sum);  // without its path: a store may be moved
  return {.text = std::to_string(sum.entries) + " " + std::to_string(sum.hash), .all_seen = sum.all_seen};
}

}  // namespace gonogo
