// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/files.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "emulator/io/digest.h"
#include "emulator/io/input.h"
#include "tests/support/golden.h"

using namespace gonogo;

TEST_CASE("a file is written with its folders and read again") {
  const test::TemporaryFolder folder;
  const Path path = Path(folder.path()) / "a/b/c.txt";
  REQUIRE(write_file(path, std::string("x\0y", 3), 0640));
  CHECK(*read_file(path) == std::string("x\0y", 3));
  struct stat facts {};
  REQUIRE(stat(path.c_str(), &facts) == 0);
  CHECK((facts.st_mode & 0777U) == 0640U);
  REQUIRE(write_file(path, "new"));
  CHECK(*read_file(path) == "new");
  CHECK(list_files(folder.path())->size() == 1);
}

TEST_CASE("a write that fails leaves nothing beside") {
  const test::TemporaryFolder folder;
  REQUIRE(make_folders(Path(folder.path()) / "taken/x"));
  CHECK_FALSE(write_file(Path(folder.path()) / "taken", "text"));
  CHECK(list_files(folder.path())->empty());
}

TEST_CASE("reading what is not there says so") {
  const auto text = read_file("/nowhere/at/all");
  REQUIRE_FALSE(text);
  CHECK(text.error().code == "no-such-file");
  CHECK(to_line(text.error()) ==
        "/nowhere/at/all: cannot open /nowhere/at/all: No such file or directory");
  CHECK(read_file("/").error().code == "cannot-read");
  CHECK_FALSE(list_files("/nowhere/at/all"));
}

TEST_CASE("input that never ends or never comes is not waited for") {
  CHECK(read_input("/dev/zero").error().code == "too-large");
  CHECK(*read_input("/dev/null") == "");
  CHECK(read_input("/proc").error().code == "cannot-read");
  const test::TemporaryFolder folder;
  const std::string pipe = folder.path() + "/pipe";
  REQUIRE(mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(*read_input(pipe) == "");  // nobody writes
  const Descriptor reader(open(pipe.c_str(), O_RDONLY | O_NONBLOCK));
  Descriptor writer(open(pipe.c_str(), O_WRONLY));
  std::thread late([&writer] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    CHECK(write(writer.get(), "late", 4) == 4);
    writer.close();
  });
  CHECK(*read_input(pipe) == "late");
  late.join();
}

TEST_CASE("removing is done when nothing is left") {
  const test::TemporaryFolder folder;
  folder.write("a/b", "x");
  CHECK(remove_tree(Path(folder.path()) / "a"));
  CHECK(remove_tree(Path(folder.path()) / "a"));
  CHECK_FALSE(exists(Path(folder.path()) / "a"));
}

TEST_CASE("a link moves from one target to the next") {
  const test::TemporaryFolder folder;
  const Path link = Path(folder.path()) / "latest";
  REQUIRE(point_link(link, "one"));
  REQUIRE(point_link(link, "two"));
  CHECK(std::filesystem::read_symlink(link) == "two");
}

TEST_CASE("files are listed sorted and below folders, links are not followed") {
  const test::TemporaryFolder folder;
  folder.write("b", "");
  folder.write("a/z", "");
  REQUIRE(point_link(Path(folder.path()) / "loop", "."));
  CHECK(*list_files(folder.path()) == std::vector<std::string>{"a/z", "b"});
}

TEST_CASE("a lock is had by one only, until it goes") {
  const test::TemporaryFolder folder;
  const Path path = Path(folder.path()) / "sub/lock";
  {
    const auto held = FileLock::take(path);
    REQUIRE(held);
    CHECK(FileLock::take(path).error().code == "locked");
  }
  CHECK(FileLock::take(path));
  CHECK(FileLock::wait(path));
}

TEST_CASE("what a killed writer left is used by the next one, and taken away by a sweep") {
  const test::TemporaryFolder folder;
  const std::string half = folder.write(".a.half", std::string(1'000, 'x'));
  REQUIRE(write_file(Path(folder.path()) / "a", "whole"));
  CHECK(*read_file(Path(folder.path()) / "a") == "whole");
  CHECK_FALSE(path_exists(half));
  folder.write(".b.half", "x");
  folder.write(".b", "not ours");
  REQUIRE(symlink("nowhere", (folder.path() + "/.latest.half").c_str()) == 0);
  const Descriptor written(open(folder.write(".c.half", "x").c_str(), O_WRONLY | O_CLOEXEC));
  REQUIRE(flock(written.get(), LOCK_EX) == 0);  // by somebody who lives
  remove_half_written(folder.path());
  CHECK(*list_files(folder.path()) == std::vector<std::string>{".b", ".c.half", "a"});
  std::error_code ignored;
  CHECK_FALSE(std::filesystem::is_symlink(folder.path() + "/.latest.half", ignored));
}

TEST_CASE("many who write one file and one link at the same time: it is always whole") {
  const test::TemporaryFolder folder;
  const Path file = Path(folder.path()) / "file";
  const Path link = Path(folder.path()) / "link";
  std::atomic<int> failed = 0;
  {
    std::vector<std::jthread> writers;
    for (const char letter : {'a', 'b', 'c', 'd'})
      writers.emplace_back([&, letter] {
        for (int i = 0; i < 50; ++i) {
          if (!write_file(file, std::string(20'000, letter))) ++failed;
          if (!point_link(link, std::string(1, letter))) ++failed;
          const std::string seen = read_file(file).value_or("");
          if (seen != std::string(20'000, seen.empty() ? ' ' : seen.front())) ++failed;
        }
      });
  }
  CHECK(failed == 0);
  CHECK(list_files(folder.path())->size() == 1);
}

TEST_CASE("a folder that somebody holds stays, one that nobody holds any more goes") {
  const test::TemporaryFolder folder;
  {
    const auto held = HeldFolder::make(Path(folder.path()) / "a-");
    REQUIRE(held);
    folder.write("b/x", "");
    const auto taken = HeldFolder::take(Path(folder.path()) / "b");
    REQUIRE(taken);
    CHECK(HeldFolder::take(taken->path()).error().code == "locked");
    for (const Path& each : {held->path(), taken->path()}) {
      CHECK_FALSE(remove_unless_held(each));
      CHECK(path_exists(each));
    }
  }
  CHECK(remove_unless_held(Path(folder.path()) / "b"));
  CHECK_FALSE(path_exists(Path(folder.path()) / "b"));
}

TEST_CASE("a descriptor is closed once, by its last owner") {
  Descriptor first(open("/dev/null", O_RDONLY | O_CLOEXEC));
  const int number = first.get();
  Descriptor second = std::move(first);
  CHECK_FALSE(first);
  CHECK(second.get() == number);
  first = std::move(second);
  first.close();
  CHECK(fcntl(number, F_GETFD) == -1);
  CHECK_FALSE(first);
}

TEST_CASE("SHA-256 of known texts") {
  const std::string empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
  CHECK(sha256("") == empty);
  CHECK(sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 pieces;
  pieces.add("a");
  pieces.add("bc");
  CHECK(pieces.finish() == sha256("abc"));
  CHECK(pieces.finish() == empty);
}

TEST_CASE("SHA-256 of a file is that of its text") {
  const test::TemporaryFolder folder;
  const std::string text(300'000, 'x');
  CHECK(*sha256_of_file(folder.write("a", text)) == sha256(text));
  CHECK_FALSE(sha256_of_file("/nowhere"));
}

TEST_CASE("base64 is padded, random digits are as many as asked for and differ") {
  CHECK(to_base64("").empty());
  CHECK(to_base64("f") == "Zg==");
  CHECK(to_base64("\xFF\xFE\xFD") == "//79");
  CHECK(random_hex(16).size() == 32);
  CHECK(random_hex(16) != random_hex(16));
}
