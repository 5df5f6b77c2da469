// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/store.h"

#include <unistd.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/user_namespace.h"

namespace gonogo {
namespace {

constexpr size_t most_last_words = 5;

std::string last_words(const RunOutcome& outcome) {
  std::vector<std::string> lines;
  for (const std::string* stream : {&outcome.out, &outcome.err})
    for (const std::string& line : split_lines(*stream))
      if (!trim(line).empty()) lines.emplace_back(trim(line));
  if (lines.size() > most_last_words)
    lines.erase(lines.begin(), lines.end() - most_last_words);
  return join(lines, "\n");
}

Result<StoreEntry> read_entry(const Path& folder) {
  auto facts = read_document(folder / "facts.json");
  if (!facts) return fail(facts.error());
  return StoreEntry{folder / "tree", std::move(*facts)};
}

}  // namespace

Result<Store> open_store(const World& world) {
  Path folder = world.variable("GONOGO_STORE");
  if (folder.empty() && !world.variable("XDG_CACHE_HOME").empty())
    folder = Path(world.variable("XDG_CACHE_HOME")) / "gonogo";
  if (folder.empty() && !world.variable("HOME").empty())
    folder = Path(world.variable("HOME")) / ".cache" / "gonogo";
  if (folder.empty())
    return fail({.code = "no-store",
                 .what = "there is no folder for images",
                 .hint = "set GONOGO_STORE to one"});
  folder = std::filesystem::absolute(folder).lexically_normal();
  // What root made can't be used with a user's ids, nor the other way round.
  if (in_user_namespace()) folder /= "rootless";
  for (const char* part : {"roots", "data", "trash", "locks"})
    if (auto done = make_folders(folder / part); !done) return because(done.error(), "the store");
  return Store{folder.string()};
}

Result<StoreEntry> find_or_make(const Store& store, const std::string& kind, const std::string& key,
                                const MakeEntry& make) {
  const Path folder = Path(store.folder) / kind / key;
  if (path_exists(folder)) return read_entry(folder);
  auto lock = FileLock::wait(Path(store.folder) / "locks" / key);
  if (!lock) return fail(lock.error());
  if (path_exists(folder)) return read_entry(folder);
  const Path half = Path(store.folder) / "trash" / (key + "-" + std::to_string(getpid()));
  if (auto done = make_folders(half / "tree"); !done) return fail(done.error());
  auto facts = make(half);
  auto written = facts ? write_file(half / "facts.json", to_json(*facts, 2))
                       : Result<Done>(fail(facts.error()));
  std::error_code error;
  if (written) std::filesystem::rename(half, folder, error);
  if (!written || error) {
    (void)remove_tree(half);
    if (!written) return fail(written.error());
    return fail({.code = "disk-full", .what = "keep an image", .seen = error.message()});
  }
  return read_entry(folder);
}

Result<std::string> tree_digest(World& world, const Path& tree) {
  auto outcome = run_builder(
      world,
      {.argv = {"sh", "-c",
                "tar --sort=name --numeric-owner --mtime=@0 --format=gnu -C \"$1\" -cf - . | "
                "sha256sum",
                "sh", tree.string()}},
      "disk-failed", "take the digest of an image");
  if (!outcome) return fail(outcome.error());
  return "sha256:" + outcome->out.substr(0, 64);
}

std::vector<std::string> contained(const std::vector<std::string>& argv) {
  std::vector<std::string> all{"unshare", "--mount", "--propagation", "private", "--pid",
                               "--fork",  "--kill-child", "--mount-proc"};
  all.insert(all.end(), argv.begin(), argv.end());
  return all;
}

void clear_trash(const Store& store) {
  std::error_code error;
  for (std::filesystem::directory_iterator at(Path(store.folder) / "trash", error), end;
       !error && at != end; at.increment(error)) {
    const std::string name = at->path().filename();
    const std::string key = name.substr(0, name.rfind('-'));
    // Whoever makes an entry holds its lock.
    if (const auto lock = FileLock::take(Path(store.folder) / "locks" / key))
      (void)remove_tree(at->path());
  }
}

Result<RunOutcome> run_builder(World& world, const RunSpec& spec, const std::string& code,
                               const std::string& what) {
  auto outcome = world.processes.run(spec);
  if (!outcome) return because(outcome.error(), what);
  if (outcome->status.success()) return outcome;
  Error error{.code = code, .what = what + " failed", .seen = last_words(*outcome)};
  if (outcome->timed_out) error.what = what + " took too long";
  if (error.seen.find("No space left on device") != std::string::npos) {
    error.code = "disk-full";
    error.hint = "free some space, or put the store elsewhere: GONOGO_STORE";
  }
  return fail(std::move(error));
}

Result<Done> require_program(const std::string& program, const std::string& package) {
  if (find_program(program)) return Done{};
  return fail({.code = "missing-program",
               .what = "the program " + program + " is not installed",
               .hint = "apt install " + package});
}

}  // namespace gonogo
