// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "emulator/base/text.h"
#include "emulator/io/regex.h"
#include "emulator/io/sockets.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"
#include "tests/support/examples.h"

namespace gonogo::test {

TEST_CASE("every example of docs/scenarios.md passes against the sample product") {
  const std::string root = GONOGO_SOURCE;
  TemporaryFolder folder;
  for (const Example& each : examples_of(read_text(root + "/docs/scenarios.md")))
    folder.write("scenarios/" + each.name, each.text);
  folder.write("gonogo.yaml", sample_project());
  const std::string file = folder.path() + "/gonogo.yaml";
  // The first run stores the snapshots, the second compares.
  const Ended stored = gonogo_in_source({"run", "--project", file, "--update-snapshots"});
  CAPTURE(stored.all());
  CHECK(stored.code == 0);
  const Ended run = gonogo_in_source({"run", "--project", file, "scenarios"});
  CAPTURE(run.all());
  CHECK(run.code == 0);
  CHECK(run.out.find("PASSED") != std::string::npos);
}

TEST_CASE("what README says to type for one's own product works in that order") {
  const std::string root = GONOGO_SOURCE;
  const std::uint16_t free_port = local_port(listen_loopback(0)->get());
  const LiveProject project(
      replace_all(sample_project(), "\"8080:", "\"" + std::to_string(free_port) + ":"));
  std::filesystem::copy(root + "/scenarios", project.folder() + "/scenarios",
                        std::filesystem::copy_options::recursive);
  std::string page = read_text(root + "/README.md");
  page = page.substr(page.find("## Your own product"));
  std::vector<std::string> ran;
  for (;;) {
    const auto found = search(page, "`gonogo ([a-z]+)((?: [^`]*)?)`");
    REQUIRE(found);
    if (!*found) break;
    const auto& [whole, command, rest] = std::tie((**found)[0], (**found)[1], (**found)[2]);
    page = page.substr(page.find(whole) + whole.size());
    if (command == "run") break;  // that and what follows have tests of their own
    std::vector<std::string> words{command};
    if (command == "exec")
      words = {"exec", "mysql", "--", "SELECT 1"};
    else if (!rest.empty())
      words.push_back(rest.substr(1));
    const Ended ended = project.gonogo(words);
    CAPTURE(command);
    CAPTURE(ended.all());
    CHECK(ended.code == 0);
    ran.push_back(command + rest);
  }
  CHECK(ran == std::vector<std::string>{"check", "up", "ps", "logs backend",
                                        "exec mysql -- \"SELECT 1\"", "url", "down"});
}

}  // namespace gonogo::test
