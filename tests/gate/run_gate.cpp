// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <cstdlib>

#include "emulator/base/text.h"
#include "emulator/gate/ledger.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "tests/gate/sample_checkout.h"
#include "tests/support/golden.h"

using namespace gonogo;
using test::GateSample;

namespace {

struct FixedClock final : Clock {
  Moment now() const override { return {}; }
  WallTime wall() const override { return from_rfc3339("2026-11-24T12:01:04Z"); }
  void sleep(Milliseconds) override {}
};

/// A run's folder with a GO, a world around it, and a command that leaves a trace each time.
struct Stage {
  test::TemporaryFolder folder;
  GateSample sample = test::gate_sample();
  FixedClock clock;
  RealProcesses processes;
  std::string said;
  World world{clock, processes, {{"PATH", std::getenv("PATH")}}, folder.path(), {}, {}, {}};
  GateOptions options{
      .run_folder = folder.path() + "/run",
      .ledger_folder = folder.path() + "/gate",
      .command = "echo deployed >> acts; echo out; echo \"for $GONOGO_COMMIT\" >&2"};

  Stage() {
    world.out.write = [this](std::string_view text) { said += text; };
    world.err.write = world.out.write;
    store();
  }
  void store() {
    folder.write("run/verdict.json", to_json(to_value(sample.verdict())));
    folder.write("run/results.json", to_json(to_value(sample.results)));
  }
  int gate() {
    said.clear();
    return run_gate(options, sample.checkout, sample.policy, world);
  }
  size_t acts() const { return split_lines(test::read_text(folder.path() + "/acts")).size(); }
  std::string ledger_file() const { return folder.path() + "/gate/ledger.jsonl"; }
  std::vector<std::string> ledger() const { return split_lines(test::read_text(ledger_file())); }
  bool has_said(const std::string& words) const { return said.find(words) != std::string::npos; }
  std::string digest() const {
    return sha256(test::read_text(options.run_folder + "/verdict.json"));
  }
  std::string started_line() const {
    return R"({"event":"started","time":"2026-11-24T12:00:30Z","verdict":")" + digest() +
           R"(","trigger":"command:)" + sha256(options.command) + "\"}";
  }
};

}  // namespace

TEST_CASE("a GO acts once, and says so the second time") {
  Stage stage;
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
  CHECK(stage.has_said("already ran for this verdict at 2026-11-24T12:01:04Z: nothing to do"));
}

TEST_CASE("`started` is on the disk before the command runs") {
  Stage stage;
  stage.options.command = "cp gate/ledger.jsonl seen";
  REQUIRE(stage.gate() == 0);
  const auto seen = split_lines(test::read_text(stage.folder.path() + "/seen"));
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].find("\"event\":\"started\"") != std::string::npos);
}

TEST_CASE("another command, or another verdict, is another occasion") {
  Stage stage;
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
  Stage stage;
  REQUIRE(stage.gate() == 0);
  stage.options.again = "the service was rolled back";
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 2);
  CHECK(stage.ledger()[2].find("\"again\":\"the service was rolled back\"") != std::string::npos);
}

TEST_CASE("a command that fails is exit 5, then needs a reason") {
  Stage stage;
  stage.options.command = "echo deployed >> acts; exit 7";
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("failed: the command exited 7"));
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("it ran for this verdict and failed (exit 7"));
  CHECK(stage.acts() == 1);
  stage.options.again = "network was down";
  CHECK(stage.gate() == 5);
  CHECK(stage.acts() == 2);
}

TEST_CASE("a command that is killed, or cannot start, is exit 5") {
  Stage stage;
  stage.options.command = "kill -9 $$";
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("failed: the command was ended by signal 9"));
  CHECK(stage.ledger()[1].find("\"exitCode\":137") != std::string::npos);
  Stage nowhere;
  nowhere.world.environment["PATH"] = "/nowhere";
  CHECK(nowhere.gate() == 5);
  CHECK(nowhere.has_said("could not be started"));
}

TEST_CASE("a start without an end needs a reason") {
  Stage stage;
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
  Stage stage;
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
    Stage stage;
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
  Stage stage;
  stage.folder.write("gate/ledger.jsonl", stage.started_line());
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("its end is unknown"));
}

TEST_CASE("while one gate acts another is refused") {
  Stage stage;
  const auto held = Ledger::open(stage.options.ledger_folder);
  REQUIRE(held);
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("another process holds it"));
  CHECK(stage.acts() == 0);
}

TEST_CASE("a dry run acts not") {
  Stage stage;
  stage.options.dry_run = true;
  CHECK(stage.gate() == 0);
  CHECK(stage.has_said("dry run: would start: echo deployed"));
  CHECK(stage.acts() == 0);
  CHECK(stage.ledger().empty());
  stage.sample.checkout.dirty = true;
  CHECK(stage.gate() == 5);
}

TEST_CASE("nothing to start, or nothing that can be started yet, is never exit 0") {
  Stage stage;
  stage.options.command.clear();
  CHECK(stage.gate() == 5);
  CHECK(stage.has_said("there is nothing to start"));
  const Trigger own{.kind = "command", .settings = "echo deployed >> acts", .where = {}};
  const Trigger bitbucket{.kind = "bitbucket",
                          .settings = Value::object(),
                          .where = {"gonogo.yaml", {62, 5}, "/gate/triggers/0"}};
  stage.options.triggers = {own, bitbucket};
  for (const bool dry_run : {false, true}) {
    stage.options.dry_run = dry_run;
    CHECK(stage.gate() == 5);
    CHECK(stage.has_said(
        "refused: gonogo.yaml:62:5: the trigger \"bitbucket\" can't be started yet"));
  }
  CHECK(stage.acts() == 0);
  stage.options.dry_run = false;
  stage.options.triggers = {{.kind = "command", .settings = Value::object(), .where = {}}};
  CHECK(stage.gate() == 5);
  stage.options.triggers = {own};
  CHECK(stage.gate() == 0);
  CHECK(stage.acts() == 1);
}

TEST_CASE("a refused verdict acts not and leaves no ledger") {
  Stage stage;
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
    Stage stage;
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
  Stage stage;
  REQUIRE(make_folders(stage.ledger_file()));
  CHECK(stage.gate() == 5);
  CHECK(stage.acts() == 0);
}
