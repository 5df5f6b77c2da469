// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/store.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cstdlib>

#include "emulator/image/seal.h"
#include "tests/support/golden.h"

namespace gonogo::test {
namespace {

/// A store of one entry, and how often that was made.
struct Shelf {
  TemporaryFolder folder;
  SystemClock clock{};
  RealProcesses processes{};
  World world{clock, processes, {{"GONOGO_STORE", folder.path()}}, folder.path(), {}, {}, {}};
  int made = 0;

  StoreEntry get() {
    const auto store = open_store(world);  // as another command would
    REQUIRE(store);
    auto entry = find_or_make(world, *store, "roots", "key", [&](const Path& half) -> Result<Value> {
      ++made;
      if (auto done = write_file(half / "tree/etc/motd", "hello"); !done) return fail(done.error());
      return Value::object({{"description", "one file"}});
    });
    REQUIRE(entry);
    return *entry;
  }
};

}  // namespace

TEST_CASE("what lies in the store is looked at when it is used: what has changed is made again") {
  Shelf shelf;
  const Path motd = shelf.get().tree / "etc/motd";
  (void)shelf.get();
  CHECK(shelf.made == 1);
  const char* const how[] = {"edited", "cut", "removed", "joined", "made executable"};
  int times = 1;
  for (const std::string each : how) {
    CAPTURE(each);
    if (each == "edited") shelf.folder.write("roots/key/tree/etc/motd", "hullo");
    if (each == "cut") std::filesystem::resize_file(motd, 2);
    if (each == "removed") std::filesystem::remove(motd);
    if (each == "joined") shelf.folder.write("roots/key/tree/etc/more", "");
    if (each == "made executable") REQUIRE(chmod(motd.c_str(), 0755) == 0);
    const StoreEntry entry = shelf.get();
    CHECK(shelf.made == ++times);
    CHECK(read_text(motd) == "hello");
    CHECK_FALSE(path_exists(entry.tree / "etc/more"));
  }
}

TEST_CASE("a copy of a store has other times and the same bytes: nothing is made again") {
  Shelf shelf;
  const Path motd = shelf.get().tree / "etc/motd";
  const Seal before = seal_of(motd.parent_path().parent_path());
  const timespec past[2] = {{1, 0}, {1, 0}};
  REQUIRE(utimensat(AT_FDCWD, motd.c_str(), past, 0) == 0);
  CHECK_FALSE(seal_of(motd.parent_path().parent_path()) == before);
  (void)shelf.get();
  CHECK(shelf.made == 1);
}

TEST_CASE("an entry that was made before there were seals is sealed, and then looked at like any other") {
  Shelf shelf;
  const StoreEntry entry = shelf.get();
  shelf.folder.write("roots/key/facts.json", "{\"description\": \"one file\"}");
  (void)shelf.get();
  CHECK(shelf.made == 1);
  shelf.folder.write("roots/key/tree/etc/motd", "hullo");
  (void)shelf.get();
  CHECK(shelf.made == 2);
}

TEST_CASE("facts that can't be read, and an entry of which only a part is there: made again") {
  Shelf shelf;
  (void)shelf.get();
  shelf.folder.write("roots/key/facts.json", "{\"descr");
  (void)shelf.get();
  CHECK(shelf.made == 2);
  REQUIRE(remove_tree(shelf.folder.path() + "/roots/key/tree"));
  (void)shelf.get();
  CHECK(shelf.made == 3);
}

TEST_CASE("who opens the store takes away what makers that were killed left, and nothing of those that live") {
  Shelf shelf;
  (void)shelf.get();
  shelf.folder.write("trash/dead-123/tree/x", "");
  shelf.folder.write("trash/alive-124/tree/x", "");
  const auto held = FileLock::take(shelf.folder.path() + "/locks/alive");
  (void)shelf.get();
  CHECK_FALSE(path_exists(shelf.folder.path() + "/trash/dead-123"));
  CHECK(path_exists(shelf.folder.path() + "/trash/alive-124/tree/x"));
}

TEST_CASE("a tree that can't be read whole has no digest") {
  Shelf shelf;
  const auto digest = tree_digest(shelf.world, shelf.folder.path() + "/nowhere");
  REQUIRE(!digest);
  CHECK(digest.error().code == "disk-failed");
}

}  // namespace gonogo::test
