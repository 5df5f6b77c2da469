// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/archive.h"

#include <archive.h>
#include <archive_entry.h>

#include <memory>

namespace gonogo {
namespace {

struct FreeArchive {
  void operator()(archive* each) const { archive_write_free(each); }
};
struct FreeEntry {
  void operator()(archive_entry* each) const { archive_entry_free(each); }
};
using Writer = std::unique_ptr<archive, FreeArchive>;

// The first moment that a ZIP's own clock knows (APPNOTE.TXT 4.4.6: MS-DOS time).
constexpr time_t first_moment = 315'532'800;

Error failed(const Path& target, archive* writer) {
  const char* words = archive_error_string(writer);
  return {.code = "archive-failed",
          .what = "cannot write " + target.string(),
          .seen = words != nullptr ? words : ""};
}

bool add(archive* writer, const std::string& name, const std::string& bytes) {
  const std::unique_ptr<archive_entry, FreeEntry> entry(archive_entry_new());
  archive_entry_set_pathname_utf8(entry.get(), name.c_str());
  archive_entry_set_filetype(entry.get(), AE_IFREG);
  archive_entry_set_perm(entry.get(), 0644);
  archive_entry_set_size(entry.get(), static_cast<la_int64_t>(bytes.size()));
  archive_entry_set_mtime(entry.get(), first_moment, 0);
  if (archive_write_header(writer, entry.get()) != ARCHIVE_OK) return false;
  return archive_write_data(writer, bytes.data(), bytes.size()) ==
         static_cast<la_ssize_t>(bytes.size());
}

Result<Done> write_all(const Path& partial,
                       const std::vector<std::pair<std::string, Path>>& files) {
  const Writer writer(archive_write_new());
  if (archive_write_set_format_zip(writer.get()) != ARCHIVE_OK ||
      archive_write_open_filename(writer.get(), partial.c_str()) != ARCHIVE_OK)
    return fail(failed(partial, writer.get()));
  for (const auto& [name, path] : files) {
    const auto bytes = read_file(path);
    if (!bytes) return fail(bytes.error());
    if (!add(writer.get(), name, *bytes)) return fail(failed(partial, writer.get()));
  }
  if (archive_write_close(writer.get()) != ARCHIVE_OK) return fail(failed(partial, writer.get()));
  return Done{};
}

}  // namespace

Result<Done> write_zip(const Path& target, const std::vector<std::pair<std::string, Path>>& files) {
  Path partial = target;
  partial += ".partial";
  auto done = write_all(partial, files);
  std::error_code error;
  if (done) std::filesystem::rename(partial, target, error);
  if (done && error)
    done = fail({.code = "archive-failed",
                 .what = "cannot write " + target.string(),
                 .seen = error.message()});
  if (!done) (void)remove_tree(partial);
  return done;
}

}  // namespace gonogo
