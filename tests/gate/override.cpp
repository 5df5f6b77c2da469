// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <functional>

#include "emulator/gate/signed_run.h"
#include "emulator/gate/verify.h"
#include "emulator/verdict/attestation.h"
#include "tests/gate/stage.h"

using namespace gonogo;
using test::Stage;

namespace {

const SigningKey person{Secret(std::string(32, 'p'))};
const SigningKey judge_key{Secret(std::string(32, 'j'))};

/// A run that is NO-GO, and a person who may override it.
struct OverrideStage : Stage {
  OverrideStage() {
    sample.policy.break_glass.keys = {to_pem(person.public_key())};
    sample.results.scenarios[0].outcome = Outcome::failed;
    store();
    options.command = "echo deployed >> acts";
    options.override = {{.by = "ada", .reason = "pay is down", .lasts = std::chrono::hours(1)}};
    options.override_key = person;
  }
  bool acted() const { return path_exists(folder.path() + "/acts"); }
  Value file(const std::string& name) const {
    const auto value = parse_json(test::read_text(options.run_folder + "/" + name), name);
    return value ? *value : Value{};
  }
};

struct OverrideRow {
  const char* what;
  std::function<void(OverrideStage&)> change;
  const char* words;
};

const OverrideRow override_rows[] = {
    {"a policy without break_glass",
     [](OverrideStage& s) { s.sample.policy.break_glass.keys.clear(); },
     "the policy allows no override: policy.break_glass names nobody's key"},
    {"nobody", [](OverrideStage& s) { s.options.override->by = " "; },
     "an override needs --by NAME"},
    {"no reason", [](OverrideStage& s) { s.options.override->reason.clear(); },
     "an override needs --reason TEXT"},
    {"no end", [](OverrideStage& s) { s.options.override->lasts = {}; },
     "an override needs --expires AGE"},
    {"too long", [](OverrideStage& s) { s.options.override->lasts = std::chrono::hours(5); },
     "the override would last 5 h 0 min, the policy allows 4 h 0 min"},
    {"no key", [](OverrideStage& s) { s.options.override_key.reset(); },
     "set GONOGO_OVERRIDE_KEY to it"},
    {"another's key", [](OverrideStage& s) { s.options.override_key = make_signing_key(); },
     "is not one of policy.break_glass"},
    {"the key that judges",
     [](OverrideStage& s) {
       s.sample.policy.break_glass.keys.push_back(to_pem(judge_key.public_key()));
       s.options.keys = {judge_key.public_key()};
       s.options.override_key = judge_key;
       REQUIRE(write_signed_run(s.options.run_folder, s.sample.results, s.sample.verdict(), {},
                                judge_key));
     },
     "the override's key is the one that signs verdicts"},
    {"another commit", [](OverrideStage& s) { s.sample.checkout.commit = std::string(40, '9'); },
     "verdict is for 4be1c02, HEAD is 9999999"},
    {"a dirty tree", [](OverrideStage& s) { s.sample.checkout.dirty = true; }, "the tree is dirty"},
    {"partial", [](OverrideStage& s) { s.sample.results.full = false, s.store(); },
     "the verdict is partial"},
    {"expired", [](OverrideStage& s) { s.sample.checkout.now += std::chrono::hours(2); },
     "the verdict expired"},
    {"results that give another verdict",
     [](OverrideStage& s) {
       s.sample.results.scenarios[0].outcome = Outcome::errored;
       s.folder.write("run/results.json", to_json(to_value(s.sample.results)));
     },
     "results.json and the policy give another verdict"},
};

}  // namespace

TEST_CASE("an override lets a NO-GO deploy once, and is written down, signed") {
  OverrideStage stage;
  stage.options.override.reset();
  CHECK(stage.gate() == 1);
  stage.options.override = OverrideStage().options.override;
  CHECK_MESSAGE(stage.gate() == 0, stage.said);
  CHECK(stage.has_said(
      "override: ada lets this NO-GO deploy until 2026-11-24T13:01:04Z: pay is down"));
  CHECK(stage.acted());
  const Value receipt = stage.file("receipt.json");
  CHECK(receipt.find("override")->find("by")->as_text() == "ada");
  CHECK(receipt.find("verdict")->find("word")->as_text() == "NO-GO");
  CHECK(receipt.find("triggers")->items().front().find("outcome")->as_text() == "done");
  const auto opened =
      open_envelope(test::read_text(stage.options.run_folder + "/receipt.dsse.json"), "receipt",
                    {person.public_key()});
  REQUIRE(opened);
  CHECK(opened->body.find("pay is down") != std::string::npos);
  // The second time finds it done, and leaves the receipt that tells of the first.
  CHECK(stage.gate() == 0);
  CHECK(stage.has_said("nothing to do"));
  CHECK(stage.file("receipt.json") == receipt);
}

TEST_CASE("an override excuses nothing but that a verdict is no GO, and not for everybody") {
  for (const OverrideRow& row : override_rows) {
    CAPTURE(row.what);
    OverrideStage stage;
    row.change(stage);
    CHECK(stage.gate() == 5);
    CAPTURE(stage.said);
    CHECK(stage.has_said(row.words));
    CHECK_FALSE(stage.acted());
    CHECK_FALSE(path_exists(stage.options.run_folder + "/override.dsse.json"));
  }
}

TEST_CASE("an override that was not needed is written down all the same") {
  OverrideStage stage;
  stage.sample.results.scenarios[0].outcome = Outcome::passed;
  stage.store();
  CHECK(stage.gate() == 0);
  CHECK(stage.has_said("it was not needed"));
  CHECK(stage.file("receipt.json").find("override")->find("reason")->as_text() == "pay is down");
}

TEST_CASE("CANNOT-TELL of a run that could not begin has no image, and can be overridden") {
  OverrideStage stage;
  stage.sample.results.scenarios.clear();
  stage.sample.results.subject.images.clear();
  stage.sample.results.start_failure = StartFailure{.error = {.code = "no-space", .what = "full"}};
  stage.store();
  CHECK_MESSAGE(stage.gate() == 0, stage.said);
  CHECK(stage.has_said("ada lets this CANNOT-TELL deploy"));
}

TEST_CASE("a dry run of an override writes nothing") {
  OverrideStage stage;
  stage.options.dry_run = true;
  CHECK(stage.gate() == 0);
  for (const char* name : {"override.dsse.json", "receipt.json"})
    CHECK_FALSE(path_exists(stage.options.run_folder + "/" + name));
}

TEST_CASE("the deploying side takes an override only for the very run that it is of") {
  OverrideStage stage;
  const Verdict verdict = stage.sample.verdict();
  const WallTime now = stage.sample.checkout.now;
  Wanted wanted{.commit = verdict.subject.commit, .now = now};
  CHECK(refuse_unwanted(verdict, wanted, "aa"));
  const Override good{.by = "ada",
                      .reason = "pay is down",
                      .signed_at = now,
                      .expires = now + std::chrono::hours(1),
                      .commit = verdict.subject.commit,
                      .verdict = "NO-GO",
                      .results_sha256 = "aa"};
  wanted.override = good;
  CHECK_FALSE(refuse_unwanted(verdict, wanted, "aa"));
  const auto text_of = [&](const Override& override, const std::string& results) {
    wanted.override = override;
    const auto refusal = refuse_unwanted(verdict, wanted, results);
    return refusal ? refusal->text : "";
  };
  CHECK(text_of(good, "bb") ==
        "the override is for another run of this commit: results aa, here they are bb");
  Override other = good;
  other.commit = std::string(40, '9');
  CHECK(text_of(other, "aa") == "the override is for commit 9999999, the verdict for 4be1c02");
  Override ended = good;
  ended.expires = now;
  CHECK(text_of(ended, "aa") == "the override by ada ended at 2026-11-24T12:01:04Z");
  Override early = good;
  early.signed_at = now + std::chrono::minutes(1);
  CHECK(text_of(early, "aa").find("the override is from the future") == 0);
}

TEST_CASE("no changed bit of an override verifies, and another statement is none") {
  OverrideStage stage;
  REQUIRE(stage.gate() == 0);
  const std::string envelope = test::read_text(stage.options.run_folder + "/override.dsse.json");
  CHECK(read_override(stage.options.run_folder, {person.public_key()}));
  CHECK_FALSE(read_override(stage.options.run_folder, {judge_key.public_key()}));
  const auto opened = open_envelope(envelope, "e", {person.public_key()});
  REQUIRE(opened);
  for (size_t bit = 0; bit < opened->body.size() * 8; ++bit) {
    std::string body = opened->body;
    body[bit / 8] = static_cast<char>(body[bit / 8] ^ static_cast<char>(1U << (bit % 8)));
    auto value = parse_json(envelope, "e");
    value->set("payload", to_base64(body));
    CHECK_FALSE(open_envelope(to_json(*value), "e", {person.public_key()}));
  }
  const std::string verdict = make_envelope(
      in_toto_payload_type, to_json(verdict_statement(stage.sample.verdict(), "aa")), person);
  const auto not_one = open_envelope(verdict, "v", {person.public_key()});
  REQUIRE(not_one);
  const auto read = override_of(*not_one, "v");
  REQUIRE_FALSE(read);
  CHECK(read.error().code == "bad-override");
}
