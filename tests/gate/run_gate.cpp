// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/gate/ledger.h"
#include "tests/gate/stage.h"

using namespace gonogo;

namespace {

/// A command that leaves a trace each time.
struct GateStage : test::Stage {
  GateStage() {
    options.command = "echo deployed >> acts; echo out; echo \"for $GONOGO_COMMIT\" >&2";
  }
  size_t acts() const { return split_lines(test::read_text(folder.path() + "/acts")).size(); }
  std::vector<std::string> ledger() const { return split_lines(test::read_text(ledger_file())); }
  std::string started_line() const {
    return R"({"event":"started","time":"2026-11-24T12:00:30Z","verdict":")" + digest() +
           R"(","trigger":"command:)" + sha256(options.command) + "\"}";
  }
};

}  // namespace

TEST_CASE("a GO acts once, and says so the second time") {
  GateStage stage;
  REQUIRE(stage.gate() == 0);
  CHECK(stage.acts() == 1);
  CHECK(stage.has_said("verdict 4be1c02 GO, not signed, 1 min 0 s old: accepted"));
  CHECK(stage.has_said("\nout\n"));
  CHECK(stage.has_said("\nfor 4be1c02d9f6a7b8c1e2d3f405162738495a6b7c8\n"));
  CHECK(stage.has_said("done: the command exited 0"));
  const auto ledger = stage.ledger();
  REQUIRE(ledger.size() == 2);
  CHECK(ledger[0].find("\"event\":\"started\"") != std::string::npos);
  CHECK(ledger[1].find("\"event\":\"ended\"") != std::string::npos);
  CHECK(ledger[1].find("\"exitCode\":0") != std::string::npos);
  CHECK(ledger[1].find(stage.digest()) != std::string::npos);
  CHECK(ledger[0].find("echo") == std::string::npos);

  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 1);
  CHECK(stage.has_said("the command already ran for this verdict at 2026-11-24T12:01:04Z ("));
  CHECK(stage.has_said("): nothing to do"));
}

TEST_CASE("`started` is on the disk before the command runs") {
  GateStage stage;
  stage.options.command = "cp gate/ledger.jsonl seen";
  REQUIRE(stage.gate() == 0);
  const auto seen = split_lines(test::read_text(stage.folder.path() + "/seen"));
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].find("\"event\":\"started\"") != std::string::npos);
}

TEST_CASE("another command, or another verdict, is another occasion") {
  GateStage stage;
  REQUIRE(stage.gate() == 0);
  stage.options.command += "; true";
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 2);
  stage.sample.results.finished += std::chrono::seconds(5);
  stage.store();
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 3);
}

TEST_CASE("a reason runs it again") {
  GateStage stage;
  REQUIRE(stage.gate() == 0);
  stage.options.again = "the service was rolled back";
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 2);
  CHECK(stage.ledger()[2].find("\"again\":\"the service was rolled back\"") != std::string::npos);
}

TEST_CASE("a command that fails is exit 5, then needs a reason") {
  GateStage stage;
  stage.options.command = "echo deployed >> acts; exit 7";
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("failed: the command exited 7"));
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("the command ran for this verdict and failed (the command exited 7"));
  CHECK(stage.acts() == 1);
  stage.options.again = "network was down";
  CHECK(stage.gate() == 5);
  CHECK(stage.acts() == 2);
}

TEST_CASE("a command that is killed, or cannot start, is exit 5") {
  GateStage stage;
  stage.options.command = "kill -9 $$";
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("failed: the command was ended by signal 9"));
  CHECK(stage.ledger()[1].find("\"exitCode\":137") != std::string::npos);
  GateStage nowhere;
  nowhere.world.environment["PATH"] = "/nowhere";
  CHECK(nowhere.gate() == 5);
  CHECK(nowhere.has_said("could not be started"));
}

TEST_CASE("a start without an end needs a reason") {
  GateStage stage;
  stage.folder.write("gate/ledger.jsonl", stage.started_line() + "\n");
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("started for this verdict at 2026-11-24T12:00:30Z and its end is unknown"));
  CHECK(stage.acts() == 0);
  stage.options.again = "looked: nothing was deployed";
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 1);
  stage.options.again.clear();
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 1);
}

TEST_CASE("a start of another verdict needs none") {
  GateStage stage;
  stage.folder.write("gate/ledger.jsonl",
                     replace_all(stage.started_line(), stage.digest(), "0000") + "\n");
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 1);
}

TEST_CASE("a line of the ledger that can't be read may be about this verdict") {
  const std::string lines[] = {R"({"event":"started","time":"2026-11)",
                               "garbage",
                               "[]",
                               "{}",
                               R"({"event":"deployed","verdict":"a","trigger":"b"})",
                               R"({"event":"ended","verdict":"a","trigger":"b"})"};
  for (const std::string& line : lines) {
    CAPTURE(line);
    GateStage stage;
    const std::string other = replace_all(stage.started_line(), stage.digest(), "0000") + "\n";
    stage.folder.write("gate/ledger.jsonl", other + line);
    CHECK(stage.gate() == 5);
    CHECK(stage.has_said("line 2 of the ledger can't be read"));
    CHECK(stage.acts() == 0);
    stage.options.again = "looked: nothing was deployed";
    CHECK(stage.gate() == 0);
    CHECK(stage.acts() == 1);
    CHECK(stage.ledger()[1].find("\"event\":\"unreadable\"") != std::string::npos);
    stage.options.again.clear();
    CHECK(stage.gate() == 0);
    CHECK(stage.has_said("already ran"));
  }
}

TEST_CASE("a whole last line without its line end counts") {
  GateStage stage;
  stage.folder.write("gate/ledger.jsonl", stage.started_line());
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("its end is unknown"));
}

TEST_CASE("while one gate acts another is refused") {
  GateStage stage;
  const auto held = Ledger::open(stage.options.ledger_folder);
  REQUIRE(held);
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("another process holds it"));
  CHECK(stage.acts() == 0);
}

TEST_CASE("a dry run acts not") {
  GateStage stage;
  stage.options.dry_run = true;
  CHECK(stage.gate() == 0);
  CHECK(stage.has_said("dry run: would start: echo deployed"));
  CHECK(stage.acts() == 0);
  CHECK(stage.ledger().empty());
  stage.sample.checkout.dirty = true;
  CHECK(stage.gate() == 5);
}

TEST_CASE("nothing to start is never exit 0") {
  GateStage stage;
  stage.options.command.clear();
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("there is nothing to start"));
}

TEST_CASE("what can't be started is known before the first trigger is fired") {
  GateStage stage;
  const Trigger own{.action = CommandTrigger{stage.options.command}};
  const Trigger bitbucket{
      .action = BitbucketTrigger{.workspace = "end", .repository = "o", .ref = "main", .pipeline = "p"},
      .where = {"gonogo.yaml", {62, 5}, "/gate/triggers/1"}};
  stage.options.command.clear();
  stage.options.triggers = {own, bitbucket};
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("refused: gonogo.yaml:62:5: the token of end/o is not in GONOGO_BITBUCKET_TOKEN"));
  CHECK(stage.acts() == 0);
  CHECK(stage.ledger().empty());
  stage.options.triggers = {own};
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 1);
}

TEST_CASE("triggers are fired in order, up to the first that fails; a reason repeats that one alone") {
  GateStage stage;
  stage.options.command.clear();
  const auto trigger = [](const std::string& text) {
    return Trigger{.action = CommandTrigger{text}};
  };
  stage.options.triggers = {trigger("echo a >> acts"), trigger("echo b >> acts; test -e mended"),
                            trigger("echo c >> acts")};
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("not started: 1 further trigger"));
  CHECK(test::read_text(stage.folder.path() + "/acts") == "a\nb\n");
  CHECK(stage.gate() == 5);
  CHECK(test::read_text(stage.folder.path() + "/acts") == "a\nb\n");
  stage.folder.write("mended", "");
  stage.options.again = "the disk was full";
  CHECK(stage.gate() == 0);
  CHECK(test::read_text(stage.folder.path() + "/acts") == "a\nb\nb\nc\n");
  CHECK(stage.gate() == 0);
  CHECK(test::read_text(stage.folder.path() + "/acts") == "a\nb\nb\nc\na\nb\nc\n");
}

TEST_CASE("what surely started nothing needs no reason afterwards") {
  GateStage stage;
  stage.world.environment["PATH"] = "/nowhere";
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("could not be started"));
  stage.world.environment["PATH"] = std::getenv("PATH");
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 1);
}

TEST_CASE("a refused verdict acts not and leaves no ledger") {
  GateStage stage;
  stage.sample.results.scenarios[0].outcome = Outcome::failed;
  stage.store();
  CHECK(stage.gate() == 1);
  CHECK(stage.has_said("refused: the verdict is NO-GO"));
  CHECK(stage.acts() == 0);
  CHECK_FALSE(path_exists(stage.options.ledger_folder));
}

TEST_CASE("what is missing or no verdict is exit 5") {
  for (const char* file : {"run/verdict.json", "run/results.json"}) {
    CAPTURE(file);
    GateStage stage;
    REQUIRE(remove_tree(stage.folder.path() + "/" + file));
    CHECK(stage.gate() == 5);
    for (const char* text : {"", "{", "[]", "{}", R"({"schema":"gonogo.verdict/2"})"}) {
      CAPTURE(text);
      stage.folder.write(file, text);
      CHECK(stage.gate() == 5);
      CHECK(stage.has_said("refused: "));
    }
    CHECK(stage.acts() == 0);
  }
}

TEST_CASE("a ledger that can't be written starts nothing") {
  GateStage stage;
  REQUIRE(make_folders(stage.ledger_file()));
  CHECK(stage.gate() == 5);
  CHECK(stage.acts() == 0);
}
