// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/store.h"

#include <unistd.h>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/image/seal.h"
#include "emulator/io/document.h"
#include "emulator/io/interrupt.h"
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

Path facts_file(const Path& folder) { return folder / "facts.json"; }

Result<StoreEntry> read_entry(const Path& folder) {
  auto facts = read_document(facts_file(folder));
  if (!facts) return fail(facts.error());
  return StoreEntry{folder / "tree", std::move(*facts)};
}

Result<Done> write_facts(const Path& folder, Value& facts, const Seal& seal) {
  facts.set("seal", seal.text);
  return write_file(facts_file(folder), to_json(facts, 2));
}

/// Whether the tree is as it was made. Where its looks differ, as after a copy, its bytes decide; whoever
/// may not look into all of it believes that it is. One that was made before there were seals gets its own.
bool is_whole(World& world, const Path& folder, StoreEntry& entry) {
  const Seal seal = seal_of(entry.tree);
  if (seal.text == text_of(entry.facts, "seal") || !seal.all_seen) return true;
  const auto digest = tree_digest(world, entry.tree);
  const bool sealed = entry.facts.find("seal") != nullptr;
  if (!digest || (sealed && *digest != text_of(entry.facts, "tree"))) return false;
  entry.facts.set("tree", *digest);
  (void)write_facts(folder, entry.facts, seal);  // of another user's store nothing is written
  return true;
}

/// The entry, if it is there and whole.
std::optional<StoreEntry> whole_entry(World& world, const Store& store, const Path& folder) {
  if (!path_exists(folder)) return std::nullopt;
  auto entry = read_entry(folder);
  if (!entry) return std::nullopt;
  if (store.looked_at.count(folder.string()) == 0 && !is_whole(world, folder, *entry))
    return std::nullopt;
  store.looked_at.insert(folder.string());
  return std::move(*entry);
}

Path trash_for(const Store& store, const std::string& key) {
  return Path(store.folder) / "trash" / (key + "-" + std::to_string(getpid()));
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

/// Fills `half` and seals it.
Result<Done> fill(World& world, const Path& half, const MakeEntry& make) {
  if (auto done = make_folders(half / "tree"); !done) return done;
  auto facts = make(half);
  if (!facts) return fail(facts.error());
  if (facts->find("tree") == nullptr) {
    auto digest = tree_digest(world, half / "tree");
    if (!digest) return fail(digest.error());
    facts->set("tree", *digest);
  }
  return write_facts(half, *facts, seal_of(half / "tree"));
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
  Store store{folder.string()};
  clear_trash(store);
  return store;
}

Result<StoreEntry> find_or_make(World& world, const Store& store, const std::string& kind,
                                const std::string& key, const MakeEntry& make) {
  const Path folder = Path(store.folder) / kind / key;
  if (auto entry = whole_entry(world, store, folder)) return std::move(*entry);
  auto lock = FileLock::wait(Path(store.folder) / "locks" / key);
  if (!lock) return fail(lock.error());
  // Another one may have made it meanwhile.
  if (auto entry = whole_entry(world, store, folder)) return std::move(*entry);
  if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
  if (path_exists(folder))
    if (auto done = discard(store, folder); !done) return fail(done.error());
  const Path half = trash_for(store, key);
  auto filled = fill(world, half, make);
  std::error_code error;
  if (filled) std::filesystem::rename(half, folder, error);
  if (!filled || error) {
    (void)remove_tree(half);
    // Whatever it says of a program that was ended with us.
    if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
    if (!filled) return fail(filled.error());
    return fail({.code = "disk-full", .what = "keep an image", .seen = error.message()});
  }
  store.looked_at.insert(folder.string());
  return read_entry(folder);
}

Result<Done> discard(const Store& store, const Path& entry) {
  const Path gone = trash_for(store, entry.filename().string());
  std::error_code error;
  std::filesystem::rename(entry, gone, error);
  if (error) return fail({.code = "cannot-remove", .what = "remove " + entry.string(), .seen = error.message()});
  return remove_tree(gone);
}

Result<std::string> tree_digest(World& world, const Path& tree) {
  auto outcome = run_builder(
      world,
      {.argv = {"bash", "-o", "pipefail", "-c",
                "tar --sort=name --numeric-owner --mtime=@0 --format=gnu -C \"$1\" -cf - . | sha256sum",
                "bash", tree.string()}},
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

Result<RunOutcome> run_builder(World& world, const RunSpec& spec, const std::string& code,
                               const std::string& what) {
  auto outcome = world.processes.run(spec);
  if (!outcome) return because(outcome.error(), what);
  if (outcome->status.success()) return outcome;
  if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
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
