// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/cli/cli.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

struct Said {
  int code = 0;
  std::string text;
};

/// The whole command line in process, standing in a folder without a project.
Said say(const std::vector<std::string>& words) {
  Said said;
  test::TemporaryFolder folder;
  SystemClock clock;
  RealProcesses processes;
  const Output output{[&](std::string_view text) { said.text += text; }, false};
  World world{clock, processes, {}, folder.path(), GONOGO_BUILD, output, output};
  said.code = run(words, world);
  said.text = replace_all(said.text, folder.path(), "FOLDER");
  return said;
}

}  // namespace

TEST_CASE("what is typed wrong is told in one sentence, exit 2") {
  static const std::vector<std::vector<std::string>> rows{
      {"pln"},
      {"plan", "--nope"},
      {"run", "--format", "xml"},
      {"run", "--shard", "3/2"},
      {"run", "--kind", "smoke"},
      {"run", "--engine", "fargate"},
      {"--project"},
      {"check", "."},
      {"simulate"},
      {"plan", "--project", "nowhere.yaml"},
      {"plan"},
  };
  std::string text;
  for (const auto& words : rows) {
    std::string typed = "$ gonogo";
    for (const std::string& word : words) typed += " " + word;
    const Said said = say(words);
    CAPTURE(typed);
    CHECK(said.code == 2);
    text += typed + "\n" + said.text + "\n";
  }
  CHECK(test::golden("cli/wrong", text));
}

TEST_CASE("an option that every command takes may stand before the command") {
  const Said before = say({"--project", "nowhere.yaml", "plan"});
  const Said after = say({"plan", "--project", "nowhere.yaml"});
  CHECK(before.code == after.code);
  CHECK(before.text == after.text);
  CHECK(say({"-q", "help"}).code == 0);
}

TEST_CASE("help lists every command, and each tells about itself") {
  CHECK(say({}).code == 2);
  const Said all = say({"help"});
  CHECK(all.code == 0);
  for (const char* name : {"check", "run", "gate", "up", "down"}) {
    CHECK(all.text.find(std::string("\n  ") + name + " ") != std::string::npos);
    const Said one = say({name, "--help"});
    CHECK(one.code == 0);
    CHECK(one.text.starts_with(std::string("usage: gonogo ") + name));
  }
}
