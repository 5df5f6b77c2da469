// SPDX-License-Identifier: Apache-2.0
// Version 2 over a tree of plain files: no machine at hand has it alone, so it is not tried live.
#include "emulator/engine/linux/cgroups.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace gonogo::test {
namespace {

/// A folder that looks like /proc and /sys/fs/cgroup to whoever only reads and writes files.
class FakeTree {
 public:
  FakeTree() {
    std::string name = "/tmp/gonogo-cgroups-XXXXXX";
    REQUIRE(mkdtemp(name.data()) != nullptr);
    folder = name;
  }
  ~FakeTree() {
    std::error_code ignored;
    std::filesystem::remove_all(folder, ignored);
  }
  void file(const std::string& name, const std::string& text = "") const {
    std::filesystem::create_directories((folder / name).parent_path());
    std::ofstream(folder / name) << text;
  }
  std::string read(const std::string& name) const {
    std::ifstream in(folder / name);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  Path folder;
};

FakeTree version_2(const std::string& own) {
  FakeTree tree;
  tree.file("proc/self/cgroup", "0::" + own + "\n");
  tree.file("proc/self/mountinfo", "30 25 0:26 / " + (tree.folder / "cg").string() +
                                       " rw,nosuid shared:4 - cgroup2 cgroup2 rw\n");
  const std::string world = "cg" + own + "/gonogo-w";
  tree.file("cg" + own + "/cgroup.subtree_control");
  tree.file(world + "/cgroup.subtree_control");
  tree.file(world + "/t/cgroup.subtree_control");
  for (const char* name : {"/t/", "/t/app/"})
    for (const char* value :
         {"memory.max", "memory.low", "memory.swap.max", "cpu.weight", "cgroup.procs"})
      tree.file(world + name + value);
  return tree;
}

FakeTree version_1() {
  FakeTree tree;
  tree.file("proc/self/cgroup", "2:memory:/\n1:cpuacct:/deep\n");
  tree.file("proc/self/mountinfo",
            "30 25 0:26 / " + (tree.folder / "memory").string() + " rw - cgroup cgroup rw,memory\n" +
                "31 25 0:27 / " + (tree.folder / "cpuacct").string() +
                " rw - cgroup cgroup rw,cpuacct\n" + "32 25 0:28 / " +
                (tree.folder / "pids").string() + " rw - cgroup cgroup rw,pids\n");
  tree.file("cpuacct/deep/cgroup.procs");
  tree.file("memory/cgroup.procs");
  return tree;
}

TEST_CASE("where an environment's groups will be is known before one is made") {
  const FakeTree tree = version_1();
  const auto places = Cgroups::places("w", tree.folder / "proc");
  CHECK(places == std::vector<Path>{tree.folder / "memory/gonogo-w", tree.folder / "cpuacct/deep/gonogo-w"});
  for (const Path& each : places) CHECK_FALSE(path_exists(each));
  CHECK(Cgroups::find("w", tree.folder / "proc").folders() == places);
  for (const Path& each : places) CHECK(path_exists(each));
}

TEST_CASE("groups of an environment that nobody knows: old ones that nobody is in are forgotten ones") {
  const FakeTree tree = version_1();
  tree.file("memory/gonogo-old/t/cgroup.procs");
  tree.file("cpuacct/deep/gonogo-old/cgroup.procs");
  tree.file("memory/gonogo-used/t/cgroup.procs", "17\n");
  tree.file("memory/gonogo-new/cgroup.procs");
  tree.file("memory/others-old/cgroup.procs");
  const timespec past[2] = {{1, 0}, {1, 0}};
  for (const char* each : {"memory/gonogo-old", "cpuacct/deep/gonogo-old", "memory/gonogo-used", "memory/others-old"})
    REQUIRE(utimensat(AT_FDCWD, (tree.folder / each).c_str(), past, 0) == 0);
  const auto found = Cgroups::forgotten(tree.folder / "proc");
  REQUIRE(found.size() == 1);
  CHECK(found.at("old") ==
        std::vector<Path>{tree.folder / "memory/gonogo-old", tree.folder / "cpuacct/deep/gonogo-old"});
}

TEST_CASE(
    "version 2: limits go to memory.max, no swap, and a weight in runc's conversion; a memory "
    "reservation is a soft limit") {
  const FakeTree tree = version_2("/user.slice/x");
  Cgroups groups = Cgroups::find("w", tree.folder / "proc");
  REQUIRE(groups.limits_memory());
  REQUIRE(groups.folders().size() == 1);
  REQUIRE(groups.make("t", {.memory = 1U << 20U}, false));
  REQUIRE(
      groups.make("t/app", {.memory = 4096, .memory_reservation = 2048, .cpu_shares = 1024}, true));
  const std::string world = "cg/user.slice/x/gonogo-w";
  CHECK(tree.read("cg/user.slice/x/cgroup.subtree_control") == "+memory +cpu");
  CHECK(tree.read(world + "/t/cgroup.subtree_control") == "+memory +cpu");
  CHECK(tree.read(world + "/t/memory.max") == "1048576");
  CHECK(tree.read(world + "/t/app/memory.max") == "4096");
  CHECK(tree.read(world + "/t/app/memory.low") == "2048");
  CHECK(tree.read(world + "/t/memory.low").empty());
  CHECK(tree.read(world + "/t/app/memory.swap.max") == "0");
  CHECK(tree.read(world + "/t/app/cpu.weight") == "39");
}

TEST_CASE("version 2: usage and the end for memory are read from the victim's own group") {
  const FakeTree tree = version_2("/");
  Cgroups groups = Cgroups::find("w", tree.folder / "proc");
  tree.file("cg/gonogo-w/t/app/memory.current", "100\n");
  tree.file("cg/gonogo-w/t/app/memory.peak", "200\n");
  tree.file("cg/gonogo-w/t/app/memory.max", "300\n");
  CHECK(groups.usage("t/app").memory == 100);
  CHECK(groups.usage("t/app").memory_peak == 200);
  CHECK(groups.usage("t/app").memory_limit == 300);
  CHECK_FALSE(groups.out_of_memory("t/app"));
  tree.file("cg/gonogo-w/t/app/memory.events", "low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\n");
  CHECK(groups.out_of_memory("t/app"));
}

TEST_CASE("version 2: a group that may not hand controllers down gives no limits") {
  FakeTree tree;
  tree.file("proc/self/cgroup", "0::/\n");
  tree.file("proc/self/mountinfo",
            "30 25 0:26 / " + (tree.folder / "cg").string() + " rw - cgroup2 cgroup2 rw\n");
  std::filesystem::create_directories(tree.folder / "cg");
  CHECK_FALSE(Cgroups::find("w", tree.folder / "proc").limits_memory());
}

TEST_CASE("version 1: memory, cpu and devices in their own hierarchies, below the caller's group") {
  FakeTree tree;
  tree.file("proc/self/cgroup", "4:memory:/job\n1:cpu,cpuacct:/\n");
  const std::string at = tree.folder.string();
  tree.file("proc/self/mountinfo", "1 0 0:1 / " + at +
                                       "/m rw - cgroup cgroup rw,memory\n2 0 0:2 / " + at +
                                       "/c rw - cgroup cgroup rw,cpu,cpuacct\n");
  for (const char* name :
       {"memory.limit_in_bytes", "memory.memsw.limit_in_bytes", "memory.soft_limit_in_bytes"})
    tree.file(std::string("m/job/gonogo-w/t/") + name);
  tree.file("c/gonogo-w/t/cpu.shares");
  Cgroups groups = Cgroups::find("w", tree.folder / "proc");
  REQUIRE(groups.make("t", {.memory = 4096, .memory_reservation = 1024, .cpu_shares = 256}, false));
  CHECK(tree.read("m/job/gonogo-w/t/memory.limit_in_bytes") == "4096");
  CHECK(tree.read("m/job/gonogo-w/t/memory.memsw.limit_in_bytes") == "4096");
  CHECK(tree.read("m/job/gonogo-w/t/memory.soft_limit_in_bytes") == "1024");
  CHECK(tree.read("c/gonogo-w/t/cpu.shares") == "256");
}

}  // namespace
}  // namespace gonogo::test
