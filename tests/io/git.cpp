// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/git.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/git_program.h"
#include "emulator/io/process.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

using Names = std::vector<std::string>;

std::string shell_in(const std::string& folder, const std::string& script) {
  const std::map<std::string, std::string> variables = {{"PATH", "/usr/local/bin:/usr/bin:/bin"},
                                                        {"HOME", folder},
                                                        {"GIT_CONFIG_NOSYSTEM", "1"},
                                                        {"GIT_CONFIG_GLOBAL", "/dev/null"},
                                                        {"GIT_AUTHOR_NAME", "a"},
                                                        {"GIT_AUTHOR_EMAIL", "a@example.com"},
                                                        {"GIT_COMMITTER_NAME", "a"},
                                                        {"GIT_COMMITTER_EMAIL", "a@example.com"}};
  const auto outcome = RealProcesses{}.run(
      {.argv = {"sh", "-ec", script}, .environment = variables, .folder = folder});
  REQUIRE(outcome);
  REQUIRE_MESSAGE(outcome->status.success(), script << ": " << outcome->err);
  return std::string(trim(outcome->out));
}

/// A repository with one commit: a, run.sh, sub/b and a .gitignore of *.log.
struct Checkout {
  test::TemporaryFolder outer{};
  std::string path = outer.path() + "/checkout";

  Checkout() {
    std::filesystem::create_directories(path);
    shell_in(path,
          "git init -q -b main; mkdir sub; echo 1 >a; echo 1 >run.sh; echo 1 >sub/b; "
          "echo '*.log' >.gitignore; git add .; git commit -q -m one");
  }
};

GitFacts facts_of(const Result<std::optional<GitFacts>>& read) {
  REQUIRE_MESSAGE(read, (read ? "" : to_line(read.error())));
  REQUIRE(read->has_value());
  return **read;
}

Names sorted(Names names) {
  std::sort(names.begin(), names.end());
  return names;
}

// Both ways must say the same.
void check_dirty(const std::string& path, const Names& wanted) {
  for (const bool program : {false, true}) {
    CAPTURE(program);
    const GitFacts facts = facts_of(program ? ask_git(path, "a test") : read_git(path));
    CHECK(sorted(facts.dirty_files) == wanted);
    CHECK(facts.dirty == !wanted.empty());
  }
}

}  // namespace

TEST_CASE("a clean checkout says its commit, tree and root") {
  const Checkout checkout;
  for (const bool program : {false, true}) {
    CAPTURE(program);
    const std::string below = checkout.path + "/sub";
    const GitFacts facts = facts_of(program ? ask_git(below, "a test") : read_git(below));
    CHECK(facts.commit == shell_in(checkout.path, "git rev-parse HEAD"));
    CHECK(facts.tree == shell_in(checkout.path, "git rev-parse 'HEAD^{tree}'"));
    CHECK_FALSE(facts.dirty);
    CHECK(facts.dirty_files.empty());
    CHECK(facts.top == Path(checkout.path));
  }
}

TEST_CASE("what differs from HEAD is dirty, and is named") {
  struct Row {
    std::string name;
    std::string script;
    Names dirty;
  };
  const Row rows[] = {
      {"nothing", "true", {}},
      {"edited", "echo 2 >a", {"a"}},
      {"edited, same length and time", "cp -p a ../a; printf '2\\n' >a; touch -r ../a a", {"a"}},
      {"written anew with the same text", "echo 1 >../x; mv ../x a", {}},
      {"staged", "echo 2 >a; git add a", {"a"}},
      {"staged and edited back", "echo 2 >a; git add a; echo 1 >a", {"a"}},
      {"deleted", "rm sub/b", {"sub/b"}},
      {"deleted from the index alone", "git rm -q --cached a", {"a"}},
      {"made executable", "chmod +x run.sh", {"run.sh"}},
      {"a link instead", "ln -sf sub/b a", {"a"}},
      {"untracked", "echo 1 >new", {"new"}},
      {"untracked below a new folder", "mkdir -p x/y; echo 1 >x/y/new", {"x/y/new"}},
      {"untracked, of a strange name", "echo 1 >' ä\n\"x'", {" ä\n\"x"}},
      {"untracked although hidden by configuration",
       "git config status.showUntrackedFiles no; echo 1 >new",
       {"new"}},
      {"added by intent", "echo 1 >new; git add -N new", {"new"}},
      {"ignored", "echo 1 >x.log", {}},
      {"ignored but tracked",
       "echo 1 >x.log; git add -f x.log; git commit -q -m x; echo 2 >x.log",
       {"x.log"}},
      {"assumed unchanged", "git update-index --assume-unchanged a", {"a"}},
      {"assumed unchanged and edited", "git update-index --assume-unchanged a; echo 2 >a", {"a"}},
      {"skipped", "git update-index --skip-worktree sub/b", {"sub/b"}},
      {"skipped and edited", "git update-index --skip-worktree sub/b; echo 2 >sub/b", {"sub/b"}},
      {"sparse", "git sparse-checkout set --no-cone /a", {".gitignore", "run.sh", "sub/b"}},
      {"in the middle of a merge",
       "git checkout -q -b other; echo 2 >a; git commit -qam 2; git checkout -q main; echo 3 >a; "
       "git commit -qam 3; git merge -q other >/dev/null || true",
       {"a"}},
      {"detached", "git checkout -q --detach", {}},
      {"split index", "git update-index --split-index; echo 2 >a", {"a"}},
      {"fsmonitor that calls all unchanged",
       "printf '#!/bin/sh\\nprintf \"x\\\\0\"\\n' >../hook; chmod +x ../hook; "
       "git config core.fsmonitor \"$PWD/../hook\"; git update-index --fsmonitor; git status "
       ">/dev/null; echo 2 >a",
       {"a"}}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Checkout checkout;
    shell_in(checkout.path, row.script);
    check_dirty(checkout.path, row.dirty);
  }
}

TEST_CASE("a submodule that hides its changes is dirty all the same") {
  const Checkout checkout;
  shell_in(checkout.path,
        "cp -r . ../library; git -c protocol.file.allow=always submodule --quiet add "
        "\"$PWD/../library\" library; git config -f .gitmodules submodule.library.ignore all; "
        "git config submodule.library.ignore all; git add .; git commit -q -m library");
  check_dirty(checkout.path, {});
  shell_in(checkout.path, "git -C library update-index --assume-unchanged a; echo 2 >library/a");
  check_dirty(checkout.path, {"library/a"});
  shell_in(checkout.path, "git -C library update-index --no-assume-unchanged a");
  check_dirty(checkout.path, {"library"});
}

TEST_CASE("what changed is told apart from what is new") {
  const Checkout checkout;
  shell_in(checkout.path, "echo 2 >a; echo 1 >new");
  for (const bool program : {false, true}) {
    const GitFacts facts =
        facts_of(program ? ask_git(checkout.path, "a test") : read_git(checkout.path));
    CHECK(facts.changed_files == Names{"a"});
    CHECK(sorted(facts.dirty_files) == Names{"a", "new"});
  }
}

TEST_CASE("where files are filtered only git's own answer counts") {
  const Checkout checkout;
  shell_in(checkout.path,
        "git config filter.upper.clean 'tr a-z A-Z'; git config filter.upper.smudge 'tr A-Z a-z'; "
        "echo '*.txt filter=upper' >.gitattributes; echo abc >x.txt; git add .; "
        "git commit -q -m filtered; rm x.txt; git checkout -q x.txt");
  check_dirty(checkout.path, {});
  shell_in(checkout.path, "echo abd >x.txt");
  check_dirty(checkout.path, {"x.txt"});
}

TEST_CASE("of many dirty files twenty are named") {
  const Checkout checkout;
  shell_in(checkout.path, "for i in $(seq 30); do echo 1 >new$i; done");
  for (const bool program : {false, true}) {
    const GitFacts facts =
        facts_of(program ? ask_git(checkout.path, "a test") : read_git(checkout.path));
    CHECK(facts.dirty);
    CHECK(facts.dirty_files.size() == 20);
  }
}

TEST_CASE("judging writes nothing into the checkout") {
  const Checkout checkout;
  shell_in(checkout.path, "touch -d 2020-01-01 a");
  const std::string index = test::read_text(checkout.path + "/.git/index");
  check_dirty(checkout.path, {});
  CHECK(test::read_text(checkout.path + "/.git/index") == index);
}

TEST_CASE("no commit and no repository are nothing, not an error") {
  const test::TemporaryFolder folder;
  const auto none = read_git(folder.path());
  REQUIRE(none);
  CHECK_FALSE(none->has_value());
  shell_in(folder.path(), "git init -q -b main; echo 1 >a; git add a");
  for (const bool program : {false, true}) {
    const auto unborn = program ? ask_git(folder.path(), "a test") : read_git(folder.path());
    REQUIRE(unborn);
    CHECK_FALSE(unborn->has_value());
  }
}

TEST_CASE("a repository that can't be judged is an error") {
  struct Row {
    std::string name;
    std::string script;
  };
  const Row rows[] = {
      {"HEAD is no commit here", "printf '%040d\\n' 7 >.git/HEAD"},
      {"the branch is no commit here", "printf '%040d\\n' 7 >.git/refs/heads/main"},
      {"the commit is lost", "rm -r .git/objects; mkdir .git/objects"},
      {"the index is no index", "echo nonsense >.git/index"},
      {"the configuration can't be read", "echo '[nonsense' >.git/config"},
      {"an extension that nobody knows",
       "git config core.repositoryFormatVersion 1; git config extensions.nobodyKnows true"},
      {"its files lie elsewhere", "cp -r . ../other; git config core.worktree \"$PWD/../other\""},
      {"bare", "git config core.bare true"}};
  for (const Row& row : rows) {
    CAPTURE(row.name);
    const Checkout checkout;
    shell_in(checkout.path, row.script);
    const auto facts = read_git(checkout.path);
    REQUIRE_FALSE(facts);
    CHECK(facts.error().code == "git-unreadable");
    CHECK_FALSE(facts.error().what.empty());
  }
}

TEST_CASE("git is not asked where there is no repository") {
  const test::TemporaryFolder folder;
  const auto facts = ask_git(folder.path(), "the reason");
  REQUIRE_FALSE(facts);
  CHECK(facts.error().code == "git-unreadable");
  CHECK(facts.error().what == "cannot judge the git checkout: the reason");
}

TEST_CASE("a variable of git's can't make it talk about another checkout") {
  const Checkout checkout;
  const Checkout other;
  shell_in(checkout.path, "echo 2 >a");
  setenv("GIT_DIR", (other.path + "/.git").c_str(), 1);
  check_dirty(checkout.path, {"a"});
  unsetenv("GIT_DIR");
}

TEST_CASE("a stranger's checkout is not trusted" * doctest::skip(geteuid() != 0)) {
  const Checkout checkout;
  REQUIRE(chown(checkout.path.c_str(), 12'345, 12'345) == 0);
  unsetenv("SUDO_UID");
  const auto facts = read_git(checkout.path);
  REQUIRE_FALSE(facts);
  CHECK(facts.error().code == "git-unreadable");
  CHECK(facts.error().what == "the git checkout " + checkout.path + " belongs to another user");
  setenv("SUDO_UID", "12345", 1);
  CHECK(read_git(checkout.path));
  unsetenv("SUDO_UID");
}

TEST_CASE("only a file of the index is tracked") {
  const Checkout checkout;
  shell_in(checkout.path,
        "echo 1 >new; echo 1 >x.log; echo 1 >staged; git add staged; ln -s a link; "
        "ln -s /etc/passwd away; git add link away; echo 1 >../outside; ln -s sub folder");
  struct Row {
    std::string folder;
    std::string file;
    bool tracked;
  };
  const std::string top = checkout.path;
  const Row rows[] = {
      {top, "a", true},           {top, "sub/b", true},         {top, top + "/sub/b", true},
      {top + "/sub", "b", true},  {top + "/sub", "../a", true}, {top, "sub/../a", true},
      {top, "staged", true},      {top, "link", true},          {top, "away", true},
      {top, "folder/b", true},    {top, "folder", false},       {top, "new", false},
      {top, "x.log", false},      {top, "sub", false},          {top, "none", false},
      {top, "?", false},          {top, "sub/*", false},        {top, ":(top)a", false},
      {top, "../outside", false}, {top, "/etc/passwd", false}};
  for (const Row& row : rows) {
    CAPTURE(row.folder);
    CAPTURE(row.file);
    const auto read = is_tracked(row.folder, row.file);
    REQUIRE(read);
    CHECK(*read == row.tracked);
    const auto asked = ask_git_tracked(row.folder, row.file, "a test");
    REQUIRE(asked);
    CHECK(*asked == row.tracked);
  }
  const test::TemporaryFolder folder;
  CHECK_FALSE(*is_tracked(folder.path(), "a"));
}
