// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "tests/cli/said.h"
#include "tests/support/golden.h"

using namespace gonogo;
using test::Said;
using test::say;

TEST_CASE("what is typed wrong is told in one sentence, exit 2") {
  static const std::vector<std::vector<std::string>> rows{
      {"pln"},
      {"plan", "--nope"},
      {"run", "--format", "xml"},
      {"run", "--shard", "3/2"},
      {"run", "--kind", "smoke"},
      {"run", "--engine", "fargate"},
      {"run", "--set", "n"},
      {"verdict", "verify", "v.json", "--key", "k.pub", "--commit", ""},
      {"verdict", "verify", "v.json", "--key", ""},
      {"check", "--allow", "RULE", "nowhere.json"},
      {"check", "--set", "n=1", "nowhere.json"},
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
