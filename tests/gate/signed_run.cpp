// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/signed_run.h"

#include <doctest/doctest.h>

#include <cstdlib>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/process.h"
#include "tests/gate/sample_checkout.h"
#include "tests/support/golden.h"

using namespace gonogo;
using test::GateSample;

namespace {

/// A signed run in a folder, with the keys as files beside it.
struct Signed {
  test::TemporaryFolder folder;
  GateSample sample = test::gate_sample();
  SigningKey key{Secret(std::string(32, 'k'))};
  std::vector<PublicKey> keys{key.public_key()};

  Signed() { store(key); }
  void store(const std::optional<SigningKey>& with) {
    folder.write("verdict.json", to_json(to_value(sample.verdict()), 2));
    folder.write("results.json", to_json(to_value(sample.results), 2));
    REQUIRE(write_signed_run(folder.path(), sample.results, sample.verdict(), {}, with));
  }
  std::string file(const std::string& name) const { return folder.path() + "/" + name; }
  std::string envelope() const { return test::read_text(file("verdict.dsse.json")); }
  std::string code() const {
    const auto read = read_signed_run(folder.path(), keys);
    return read ? "" : read.error().code;
  }
};

RunOutcome run_program(std::vector<std::string> argv) {
  RealProcesses processes;
  auto end = processes.run({.argv = std::move(argv)});
  REQUIRE(end);
  return std::move(*end);
}

std::string script(const char* name) { return std::string(GONOGO_SOURCE "/tests/gate/") + name; }

}  // namespace

TEST_CASE("a run that was signed is read back by its public key") {
  Signed run;
  const auto read = read_signed_run(run.folder.path(), run.keys);
  REQUIRE(read);
  CHECK(to_value(read->verdict) == to_value(run.sample.verdict()));
  CHECK(split_lines(test::read_text(run.file("verdict.intoto.jsonl"))).size() == 3);
  CHECK(split_lines(test::read_text(run.file("verdict.intoto.jsonl"))).front() + "\n" ==
        run.envelope());
}

TEST_CASE("whatever differs from what was signed is refused") {
  struct Row {
    const char* what;
    void (*change)(Signed&);
    const char* code;
  };
  const Row rows[] = {
      {"nothing", [](Signed&) {}, ""},
      {"another key", [](Signed& s) { s.keys = {make_signing_key().public_key()}; },
       "bad-signature"},
      {"no key", [](Signed& s) { s.keys.clear(); }, "no-key"},
      {"no envelope", [](Signed& s) { REQUIRE(remove_tree(s.file("verdict.dsse.json"))); },
       "not-signed"},
      {"an empty envelope", [](Signed& s) { s.folder.write("verdict.dsse.json", ""); }, "bad-json"},
      {"an edited verdict.json",
       [](Signed& s) {
         Verdict edited = s.sample.verdict();
         edited.subject.commit[0] = '5';
         s.folder.write("verdict.json", to_json(to_value(edited)));
       },
       "not-what-was-signed"},
      {"no verdict.json", [](Signed& s) { REQUIRE(remove_tree(s.file("verdict.json"))); },
       "no-such-file"},
      {"an edited results.json",
       [](Signed& s) {
         s.folder.write("results.json", test::read_text(s.file("results.json")) + " ");
       },
       "not-what-was-signed"},
      {"the envelope of another run",
       [](Signed& s) {
         Signed other;
         other.sample.results.finished += std::chrono::seconds(1);
         other.store(other.key);
         s.folder.write("verdict.dsse.json", other.envelope());
       },
       "not-what-was-signed"},
      {"another statement of the same bundle",
       [](Signed& s) {
         s.folder.write("verdict.dsse.json",
                        split_lines(test::read_text(s.file("verdict.intoto.jsonl")))[1]);
       },
       "bad-attestation"},
  };
  for (const Row& row : rows) {
    CAPTURE(std::string(row.what));
    Signed run;
    row.change(run);
    CHECK(run.code() == row.code);
  }
}

TEST_CASE(
    "a partial run, one of a dirty tree or of no commit is not signed, nor what lay there before") {
  void (*const changes[])(RunResult&) = {[](RunResult& r) { r.full = false; },
                                         [](RunResult& r) { r.subject.dirty = true; },
                                         [](RunResult& r) { r.subject.commit.clear(); }};
  for (const auto change : changes) {
    Signed run;
    REQUIRE(path_exists(run.file("verdict.dsse.json")));
    change(run.sample.results);
    run.store(run.key);
    CHECK_FALSE(path_exists(run.file("verdict.dsse.json")));
    CHECK_FALSE(path_exists(run.file("verdict.intoto.jsonl")));
  }
  Signed run;
  run.store(std::nullopt);
  CHECK_FALSE(path_exists(run.file("verdict.dsse.json")));
}

TEST_CASE("a secret is in no envelope, and the signature is of what is left") {
  Signed run;
  run.sample.results.project = "hunter2-secret";
  Redactor redactor;
  redactor.add(Secret("hunter2-secret"));
  REQUIRE(write_signed_run(run.folder.path(), run.sample.results, run.sample.verdict(), redactor,
                           run.key));
  const auto read = read_signed_verdict(run.file("verdict.dsse.json"), run.keys);
  REQUIRE(read);
  CHECK(read->verdict.project.find("hunter2") == std::string::npos);
}

TEST_CASE("no changed bit of payload or signature verifies") {
  Signed run;
  const auto envelope = parse_json(run.envelope(), "e");
  REQUIRE(envelope);
  const auto body = from_base64(text_of(*envelope, "payload"));
  const auto signature = from_base64(text_of(part_of(*envelope, "signatures").items()[0], "sig"));
  REQUIRE(body);
  REQUIRE(signature);
  const auto accepted = [&](const std::string& payload, const std::string& sig) {
    return is_signed(pre_authentication_encoding(in_toto_payload_type, payload), sig, run.keys[0]);
  };
  REQUIRE(accepted(*body, *signature));
  int wrongly = 0;
  const auto flip_all = [&](std::string bytes, const auto& accepts) {
    for (size_t bit = 0; bit < bytes.size() * 8; ++bit) {
      const auto mask = static_cast<char>(1U << (bit % 8));
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
      wrongly += accepts(bytes) ? 1 : 0;
      bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ mask);
    }
  };
  flip_all(*body, [&](const std::string& payload) { return accepted(payload, *signature); });
  flip_all(*signature, [&](const std::string& sig) { return accepted(*body, sig); });
  CHECK(wrongly == 0);
}

TEST_CASE("no changed bit of the file gives another verdict") {
  Signed run;
  const std::string good = run.envelope();
  const Value verdict = to_value(run.sample.verdict());
  int other = 0;
  for (size_t bit = 0; bit < good.size() * 8; ++bit) {
    std::string text = good;
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ static_cast<char>(1U << (bit % 8)));
    const auto opened = open_envelope(text, "e", run.keys);
    if (!opened) continue;  // else a bit of the key's id or of a member that nobody reads
    const auto read = signed_verdict_of(*opened, "e");
    other += read && to_value(read->verdict) == verdict ? 0 : 1;
  }
  CHECK(other == 0);
}

TEST_CASE("openssl and a script of twenty lines verify what is made here") {
  Signed run;
  const std::string key = run.folder.write("ci.pub", to_pem(run.keys[0]));
  const auto verify = [&] {
    return run_program(
        {"python3", script("verify_envelope.py"), run.file("verdict.dsse.json"), key});
  };
  const RunOutcome good = verify();
  CHECK(good.err == "");
  REQUIRE(good.status.success());
  CHECK(good.out.find("\"verdict\":\"GO\"") != std::string::npos);
  run.folder.write("verdict.dsse.json",
                   replace_all(run.envelope(), "in-toto+json", "in-toto+jsom"));
  CHECK(verify().status.code == 1);
}

TEST_CASE("an envelope that openssl made with a key of its own verifies here") {
  Signed run;
  const std::string key = run.file("foreign.key");
  REQUIRE(
      run_program({"openssl", "genpkey", "-algorithm", "ed25519", "-out", key}).status.success());
  REQUIRE(run_program({"openssl", "pkey", "-in", key, "-pubout", "-out", key + ".pub"})
              .status.success());
  const std::string statement = run.folder.write(
      "statement.json", to_json(verdict_statement(run.sample.verdict(), "5e5e"), 4));
  const RunOutcome made = run_program({"python3", script("sign_envelope.py"), statement, key});
  REQUIRE(made.status.success());
  const std::string envelope = run.folder.write("foreign.json", made.out);
  const auto foreign = read_public_key(key + ".pub");
  REQUIRE(foreign);
  const auto read = read_signed_verdict(envelope, {*foreign});
  REQUIRE(read);
  CHECK(to_value(read->verdict) == to_value(run.sample.verdict()));
  CHECK_FALSE(read_signed_verdict(envelope, run.keys));
  // Our reader takes openssl's private key as well.
  CHECK(signing_key_of(test::read_text(key), key)->public_key().id() == foreign->id());
}

TEST_CASE("GONOGO_SIGNING_KEY is a path or the key, and is taken out of the environment") {
  Signed run;
  SystemClock clock;
  RealProcesses processes;
  World world{clock, processes, {}, run.folder.path(), {}, {}, {}};
  const auto take = [&](const std::string& given) {
    world.environment["GONOGO_SIGNING_KEY"] = given;
    auto key = take_signing_key(world);
    CHECK(world.environment.empty());
    return key;
  };
  run.folder.write("ci.key", to_pem(run.key));
  for (const std::string& given : {std::string("ci.key"), run.file("ci.key"), to_pem(run.key)}) {
    CAPTURE(given);
    const auto key = take(given);
    REQUIRE(key);
    CHECK((*key)->public_key().id() == run.keys[0].id());
  }
  CHECK_FALSE(*take_signing_key(world));
  for (const std::string& given :
       {std::string("no-such.key"), to_pem(run.keys[0]), std::string(5000, 'x')}) {
    CAPTURE(given);
    CHECK(take(given).error().code == "bad-key");
  }
}
