// SPDX-License-Identifier: Apache-2.0
#include "emulator/cli/watched_files.h"

#include <doctest/doctest.h>

#include <thread>

#include "emulator/io/file_watch.h"
#include "tests/support/golden.h"

namespace gonogo {

TEST_CASE("what is run again after a change") {
  const std::vector<std::string> scenarios{"scenarios/a.yaml", "scenarios/b.yaml"};
  using Files = std::vector<std::string>;
  CHECK(files_to_run({"scenarios/a.yaml"}, scenarios) == Files{"scenarios/a.yaml"});
  CHECK(files_to_run({"scenarios/a.yaml", "scenarios/b.yaml"}, scenarios) == Files(scenarios));
  // A fragment, an image's file, a definition may be behind any of them.
  for (const char* other : {"scenarios/steps/log_in.yaml", "build/app", "gonogo.yaml"})
    CHECK_FALSE(files_to_run({"scenarios/a.yaml", other}, scenarios));
}

TEST_CASE("a file has changed when its content differs, when it came and when it went") {
  const FileDigests before{{"a", "1"}, {"b", "2"}, {"c", "3"}};
  CHECK(changed_files(before, before).empty());
  CHECK(changed_files(before, {{"a", "1"}, {"b", "9"}, {"d", "4"}}) ==
        std::set<std::string>{"b", "c", "d"});
}

TEST_CASE("the files of scenarios, definitions, schema and images are watched") {
  const test::TemporaryFolder folder;
  folder.write("gonogo.yaml", "x");
  folder.write("scenarios/deep/a.yaml", "y");
  folder.write("schema.sql", "z");
  Project project;
  project.file = "gonogo.yaml";
  project.folder = folder.path();
  project.scenarios = {"scenarios"};
  project.services = {{.name = "mysql", .schema = {"schema.sql"}}};
  project.images = {{.files = {{"build/app", "/app"}}}};
  const FileDigests files = watched_files(project);
  for (const char* name : {"gonogo.yaml", "scenarios/deep/a.yaml", "schema.sql"})
    CHECK(files.at(name).size() == 64);
  CHECK(files.at("build/app").empty());
  folder.write("scenarios/deep/a.yaml", "other");
  CHECK(changed_files(files, watched_files(project)) ==
        std::set<std::string>{"scenarios/deep/a.yaml"});
}

TEST_CASE("a watch wakes up when a file is written") {
  const test::TemporaryFolder folder;
  auto watch = FolderWatch::of({folder.path()});
  REQUIRE(watch);
  std::jthread writer([&] {
    std::this_thread::sleep_for(Milliseconds(20));
    folder.write("a.yaml", "x");
  });
  const auto woken = watch->wait(Milliseconds(10));
  REQUIRE(woken);
  CHECK(*woken);
  CHECK_FALSE(FolderWatch::of({folder.path() + "/nowhere"}));
}

}  // namespace gonogo
