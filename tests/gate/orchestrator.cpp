// SPDX-License-Identifier: Apache-2.0
// From a verdict to a deployment: the gate on one side, fixtures/orchestrator on the other.
#include "tests/support/orchestrator.h"

#include <doctest/doctest.h>

#include <thread>

#include "emulator/base/text.h"
#include "emulator/gate/bitbucket_client.h"
#include "emulator/io/dsse.h"
#include "emulator/verdict/attestation.h"
#include "tests/gate/stage.h"

using namespace gonogo;
using test::GateSample;
using test::Orchestrator;

namespace {

WallTime this_second() { return std::chrono::floor<std::chrono::seconds>(SystemClock().wall()); }

/// A run of one minute ago, signed, and the gate before it.
struct SignedStage {
  test::TemporaryFolder folder{};
  GateSample sample = test::gate_sample();
  SystemClock clock{};
  RealProcesses processes{};
  std::string said{};
  World world;
  GateOptions options;
  BitbucketTrigger trigger{.workspace = "end",
                           .repository = "orchestrator",
                           .ref = "main",
                           .pipeline = "deploy-fargate",
                           .deadline = std::chrono::minutes(1)};

  SignedStage(const Orchestrator& orchestrator, const SigningKey& key)
      : world{clock,
              processes,
              {{"PATH", std::getenv("PATH")},
               {"GONOGO_BITBUCKET_TOKEN", Orchestrator::token},
               {"BITBUCKET_API_URL", orchestrator.url()}},
              folder.path(),
              {},
              {},
              {}},
        options{.run_folder = folder.path() + "/run",
                .ledger_folder = folder.path() + "/gate",
                .wait = true} {
    world.out.write = [this](std::string_view text) { said += text; };
    world.err.write = world.out.write;
    sample.results.started = this_second() - std::chrono::minutes(2);
    sample.results.finished = this_second() - std::chrono::minutes(1);
    sample.checkout.now = this_second();
    store(key);
  }
  void store(const SigningKey& key) {
    const std::string results = to_json(to_value(sample.results));
    folder.write("run/verdict.json", to_json(to_value(sample.verdict())));
    folder.write("run/results.json", results);
    folder.write("run/verdict.dsse.json", envelope(sample.verdict(), key));
  }
  std::string envelope(const Verdict& verdict, const SigningKey& key) const {
    const std::string results = to_json(to_value(sample.results));
    return make_envelope(in_toto_payload_type, to_json(verdict_statement(verdict, sha256(results))),
                         key);
  }
  int gate() {
    said.clear();
    if (options.triggers.empty()) options.triggers = {{.action = trigger}};
    return run_gate(options, sample.checkout, sample.policy, world);
  }
};

using Variables = std::vector<std::pair<std::string, std::string>>;

/// Starts the pipeline as somebody would who goes around the gate, and waits for its end.
bool start_directly(const SignedStage& stage, const Orchestrator& orchestrator, World& world,
                    const Variables& variables) {
  BitbucketClient client({.base = orchestrator.url(), .token = Secret(Orchestrator::token)}, world);
  const auto answer = client.send("POST", pipelines_path(stage.trigger),
                                  pipeline_request(stage.trigger, "", variables));
  REQUIRE(answer);
  const auto started = pipeline_of(*answer);
  REQUIRE(started);
  for (int tries = 0; tries < 500; ++tries) {
    const auto now = client.get(pipeline_path(stage.trigger, started->uuid));
    REQUIRE(now);
    const auto pipeline = pipeline_of(*now);
    REQUIRE(pipeline);
    if (pipeline->is_over()) return pipeline->is_success();
    world.clock.sleep(Milliseconds(20));
  }
  FAIL("the pipeline did not end");
  return false;
}

const std::string commit = "4be1c02d9f6a7b8c1e2d3f405162738495a6b7c8";

}  // namespace

TEST_CASE("a GO is deployed once: a second gate says so, a second machine finds it") {
  const SigningKey key = make_signing_key();
  const Orchestrator orchestrator(to_pem(key.public_key()));
  SignedStage stage(orchestrator, key);
  CHECK_MESSAGE(stage.gate() == 0, stage.said);
  CHECK(stage.said.find("end/orchestrator #1: SUCCESSFUL") != std::string::npos);
  CHECK(orchestrator.deployed() == std::vector<std::string>{"all " + commit});
  CHECK(stage.gate() == 0);
  CHECK(stage.said.find("nothing to do") != std::string::npos);
  stage.options.ledger_folder += "-of-another-machine";
  CHECK(stage.gate() == 0);
  CHECK(stage.said.find("#1 was already started for this verdict") != std::string::npos);
  CHECK(orchestrator.deployed().size() == 1);
}

TEST_CASE("frontend and backend are two triggers; a tag is a ref") {
  const SigningKey key = make_signing_key();
  const Orchestrator orchestrator(to_pem(key.public_key()), {"tag:v3"});
  SignedStage stage(orchestrator, key);
  stage.world.environment["BITBUCKET_TAG"] = "v1.4.0";
  for (const char* service : {"backend", "frontend"}) {
    BitbucketTrigger trigger = stage.trigger;
    trigger.variables = {{"SERVICE", service}};
    trigger.ref = "v3";
    trigger.tag = true;
    stage.options.triggers.push_back({.action = trigger});
  }
  CHECK_MESSAGE(stage.gate() == 0, stage.said);
  CHECK(orchestrator.deployed() ==
        std::vector<std::string>{"backend " + commit, "frontend " + commit});
}

TEST_CASE("the orchestrator refuses what is not a fresh, full, signed GO of what it deploys") {
  const SigningKey key = make_signing_key();
  const Orchestrator orchestrator(to_pem(key.public_key()));
  SignedStage stage(orchestrator, key);
  const auto signed_after = [&](const std::function<void(GateSample&)>& change) {
    GateSample sample = stage.sample;
    change(sample);
    return stage.envelope(sample.verdict(), key);
  };
  const std::string good = stage.envelope(stage.sample.verdict(), key);
  std::string tampered = good;
  tampered[good.find("\"payload\":\"") + 40] ^= 1;
  const std::string image = "launches-backend:1.4.0@sha256:";
  struct Case {
    const char* what;
    std::string envelope;
    Variables more;
    const char* words;
  };
  const Case cases[] = {
      {"no verdict", "", {{"GONOGO_COMMIT", commit}}, "there is no signed verdict"},
      {"NO-GO",
       signed_after([](GateSample& s) { s.results.scenarios[0].outcome = Outcome::failed; }),
       {{"GONOGO_COMMIT", commit}},
       "the verdict is NO-GO"},
      {"CANNOT-TELL",
       signed_after([](GateSample& s) { s.results.interrupted = true; }),
       {{"GONOGO_COMMIT", commit}},
       "the verdict is CANNOT-TELL"},
      {"partial",
       signed_after([](GateSample& s) { s.results.full = false; }),
       {{"GONOGO_COMMIT", commit}},
       "partial"},
      {"stale",
       signed_after([](GateSample& s) {
         s.results.started -= std::chrono::hours(5);
         s.results.finished -= std::chrono::hours(5);
       }),
       {{"GONOGO_COMMIT", commit}},
       "expired"},
      {"tampered", tampered, {{"GONOGO_COMMIT", commit}}, "refused"},
      {"another key",
       stage.envelope(stage.sample.verdict(), make_signing_key()),
       {{"GONOGO_COMMIT", commit}},
       "not signed by the key"},
      {"another commit",
       good,
       {{"GONOGO_COMMIT", std::string(40, 'a')}},
       "to be deployed is aaaaaaa"},
      {"no commit", good, {}, "GONOGO_COMMIT does not say"},
      {"another image",
       good,
       {{"GONOGO_COMMIT", commit}, {"GONOGO_IMAGES", image + "bb22"}},
       "to be deployed is sha256:bb22"},
      {"a program of one's own",
       tampered,
       {{"GONOGO_COMMIT", commit}, {"GONOGO", "/bin/true"}, {"VERDICT_KEY", "/dev/null"}},
       "refused"},
      {"a path for a service",
       good,
       {{"GONOGO_COMMIT", commit}, {"SERVICE", "../x"}},
       "is no service"},
  };
  int number = 0;
  for (const Case& one : cases) {
    CAPTURE(one.what);
    Variables variables = one.more;
    variables.emplace_back("GONOGO_VERDICT_DSSE", one.envelope);
    CHECK_FALSE(start_directly(stage, orchestrator, stage.world, variables));
    const std::string log = orchestrator.log(++number);
    CAPTURE(log);
    CHECK(log.find(one.words) != std::string::npos);
    CHECK(orchestrator.deployed().empty());
  }
  // The same by hand with all that is right is deployed, and replayed it is not.
  const Variables right{
      {"GONOGO_COMMIT", commit}, {"GONOGO_IMAGES", image + "aa11"}, {"GONOGO_VERDICT_DSSE", good}};
  CHECK(start_directly(stage, orchestrator, stage.world, right));
  CHECK(orchestrator.deployed().size() == 1);
  Variables replayed = right;
  replayed.back().second = replace_all(good, "\":", "\" :");  // the same verdict, written otherwise
  CHECK_FALSE(start_directly(stage, orchestrator, stage.world, replayed));
  CHECK(orchestrator.log(number + 2).find("deployed before") != std::string::npos);
  CHECK(orchestrator.deployed().size() == 1);
}

TEST_CASE("whatever is no GO starts nothing at the orchestrator") {
  const SigningKey key = make_signing_key();
  const Orchestrator orchestrator(to_pem(key.public_key()));
  const std::function<void(GateSample&)> changes[] = {
      [](GateSample& s) { s.results.scenarios[0].outcome = Outcome::failed; },
      [](GateSample& s) { s.results.interrupted = true; },
      [](GateSample& s) { s.results.full = false; },
      [](GateSample& s) { s.results.finished -= std::chrono::hours(3); },
      [](GateSample& s) { s.checkout.commit = std::string(40, 'a'); },
      [](GateSample& s) { s.checkout.dirty = true; },
      [](GateSample& s) { s.checkout.task_definitions[0].second = "00"; },
      [](GateSample& s) { s.results.subject.images[0].digest.clear(); }};
  for (const auto& change : changes) {
    SignedStage stage(orchestrator, key);
    change(stage.sample);
    stage.store(key);
    CHECK(stage.gate() != 0);
    CHECK_FALSE(path_exists(stage.options.ledger_folder));
  }
  CHECK(orchestrator.log(1).empty());
  CHECK(orchestrator.deployed().empty());
}

TEST_CASE("where a key is configured only a run that it signed starts anything") {
  const SigningKey key = make_signing_key();
  const Orchestrator orchestrator(to_pem(key.public_key()));
  SignedStage stage(orchestrator, key);
  const std::string envelope = stage.options.run_folder + "/verdict.dsse.json";
  stage.options.keys = {make_signing_key().public_key()};
  CHECK(stage.gate() == 5);
  stage.options.keys = {key.public_key()};
  const std::string good = test::read_text(envelope);
  REQUIRE(remove_tree(envelope));
  CHECK(stage.gate() == 5);
  CHECK(stage.said.find("the verdict is not signed") != std::string::npos);
  CHECK(orchestrator.log(1).empty());
  stage.folder.write("run/verdict.dsse.json", good);
  CHECK_MESSAGE(stage.gate() == 0, stage.said);
  CHECK(stage.said.find("GO, signed by key " + key.public_key().id().substr(0, 8)) !=
        std::string::npos);
}

TEST_CASE("an override deploys a NO-GO once, where policy and orchestrator know its key") {
  const SigningKey key = make_signing_key();
  const SigningKey person = make_signing_key();
  const Orchestrator trusting(to_pem(key.public_key()), {}, to_pem(person.public_key()));
  const Orchestrator other(to_pem(key.public_key()));
  const auto stage_at = [&](const Orchestrator& orchestrator) {
    auto stage = std::make_unique<SignedStage>(orchestrator, key);
    stage->sample.policy.break_glass.keys = {to_pem(person.public_key())};
    stage->sample.results.scenarios[0].outcome = Outcome::failed;
    stage->store(key);
    stage->options.keys = {key.public_key()};
    stage->options.override = {
        {.by = "ada", .reason = "pay is down", .lasts = std::chrono::hours(1)}};
    stage->options.override_key = person;
    return stage;
  };
  const auto stage = stage_at(trusting);
  CHECK_MESSAGE(stage->gate() == 0, stage->said);
  CHECK(trusting.deployed() == std::vector<std::string>{"all " + commit});
  CHECK(trusting.log(1).find("ada lets this NO-GO deploy") != std::string::npos);
  CHECK(stage->gate() == 0);
  CHECK(stage->said.find("nothing to do") != std::string::npos);
  // Neither a second override of the same verdict nor one by hand deploys it again.
  stage->options.ledger_folder += "-elsewhere";
  stage->options.override->reason = "once more";
  stage->options.again = "once more";
  CHECK(stage->gate() == 5);
  CHECK(trusting.log(2).find("deployed before") != std::string::npos);
  CHECK(trusting.deployed().size() == 1);

  const auto refused = stage_at(other);
  CHECK(refused->gate() == 5);
  CHECK(other.log(1).find("nobody may override a verdict here") != std::string::npos);
  CHECK(other.deployed().empty());
}

TEST_CASE("two gates at the same moment start it once") {
  const SigningKey key = make_signing_key();
  const Orchestrator orchestrator(to_pem(key.public_key()));
  for (int turn = 0; turn < 20; ++turn) {
    CAPTURE(turn);
    SignedStage first(orchestrator, key);
    first.sample.results.id = "run-" + std::to_string(turn);
    first.sample.results.started -= std::chrono::milliseconds(turn * 1000);
    first.store(key);
    SignedStage second(orchestrator, key);
    second.sample = first.sample;
    second.options.run_folder = first.options.run_folder;
    second.options.ledger_folder = first.options.ledger_folder;
    first.options.wait = second.options.wait = false;
    int codes[2]{};
    std::thread other([&] { codes[1] = second.gate(); });
    codes[0] = first.gate();
    other.join();
    CHECK((codes[0] == 0 || codes[1] == 0));
  }
  for (int waited = 0; waited < 500 && orchestrator.deployed().size() < 20; ++waited)
    SystemClock().sleep(Milliseconds(20));
  CHECK(orchestrator.deployed().size() == 20);
  CHECK(orchestrator.log(21).empty());
}

TEST_CASE("of two machines at the same moment one deploys: the orchestrator sees to it") {
  const SigningKey key = make_signing_key();
  const Orchestrator orchestrator(to_pem(key.public_key()));
  SignedStage first(orchestrator, key);
  SignedStage second(orchestrator, key);
  second.sample = first.sample;
  second.store(key);
  std::thread other([&] { second.gate(); });
  first.gate();
  other.join();
  CHECK(orchestrator.deployed().size() == 1);
}
