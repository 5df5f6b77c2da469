// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/image/images.h"
#include "emulator/image/store.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr const char* kinds[] = {"roots", "data"};

std::uint64_t bytes_of(const Path& folder) {
  std::uint64_t bytes = 0;
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error))
    if (at->is_regular_file(error) && !at->is_symlink(error)) bytes += at->file_size(error);
  return bytes;
}

std::vector<Path> entries_of(const Path& folder) {
  std::vector<Path> entries;
  std::error_code error;
  for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end;
       at.increment(error))
    entries.push_back(at->path());
  std::sort(entries.begin(), entries.end());
  return entries;
}

}  // namespace

Result<std::vector<StoredImage>> list_images(const Store& store) {
  std::vector<StoredImage> images;
  for (const char* kind : kinds)
    for (const Path& folder : entries_of(Path(store.folder) / kind)) {
      auto facts = read_document(folder / "facts.json");
      const Value* description = facts ? facts->find("description") : nullptr;
      images.push_back({.kind = kind == std::string("roots") ? "root" : "data",
                        .digest = folder.filename(),
                        .description = description != nullptr ? description->as_text() : "",
                        .bytes = bytes_of(folder / "tree")});
    }
  return images;
}

Result<std::uint64_t> prune(const Store& store, const std::vector<std::string>& keep) {
  std::uint64_t freed = 0;
  for (const char* kind : kinds)
    for (const Path& folder : entries_of(Path(store.folder) / kind)) {
      const bool wanted = std::any_of(keep.begin(), keep.end(), [&](const std::string& path) {
        return path.rfind(folder.string(), 0) == 0;
      });
      if (wanted) continue;
      freed += bytes_of(folder);
      if (auto done = discard(store, folder); !done) return fail(done.error());
    }
  return freed;
}

}  // namespace gonogo
