// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/cli/cli.h"
#include "emulator/cli/loading.h"
#include "emulator/cli/policy_file.h"
#include "emulator/gate/signed_run.h"
#include "tests/gate/sample_checkout.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

struct FixedClock final : Clock {
  Moment now() const override { return {}; }
  WallTime wall() const override { return from_rfc3339("2026-11-24T12:03:04Z"); }
  void sleep(Milliseconds) override {}
};

/// A folder with a key pair and a signed run, and the command line standing in it.
struct Desk {
  test::TemporaryFolder folder;
  FixedClock clock;
  RealProcesses processes;
  test::GateSample sample = test::gate_sample();
  std::string said;
  std::string key_id;

  Desk() {
    REQUIRE(say({"keygen", "--out", "ci.key"}) == 0);
    const auto key = signing_key_of(test::read_text(folder.path() + "/ci.key"), "ci.key");
    REQUIRE(key);
    key_id = key->public_key().id().substr(0, 8);
    folder.write("policy.yaml", "require: {regression: 1}\n");
    const Output nowhere{[](std::string_view) {}, false};
    World world{clock, processes, {}, folder.path(), GONOGO_BUILD, nowhere, nowhere};
    const auto policy = load_policy(folder.path() + "/policy.yaml", world);
    REQUIRE(policy);
    sample.results.policy_sha256 = policy_digest(*policy);
    folder.write("run/results.json", "{}");
    REQUIRE(write_signed_run(folder.path() + "/run", sample.results, sample.verdict(), {}, *key));
  }
  int say(const std::vector<std::string>& words) {
    said.clear();
    const Output output{[&](std::string_view text) { said += text; }, false};
    World world{clock, processes, {}, folder.path(), GONOGO_BUILD, output, output};
    const int code = run(words, world);
    said = replace_all(replace_all(said, folder.path(), "FOLDER"), key_id, "KEY");
    return code;
  }
};

}  // namespace

TEST_CASE("gonogo verdict verify, as the deploying side types it") {
  struct Row {
    std::vector<std::string> more;
    int code;
  };
  const std::string commit = test::gate_sample().results.subject.commit;
  const Row rows[] = {
      {{"--key", "ci.key.pub"}, 0},
      {{"--key", "ci.key.pub", "--commit", commit, "--image", "launches-backend:1.4.0@sha256:aa11",
        "--policy", "policy.yaml", "--max-age", "1h"},
       0},
      {{"--key", "other.key.pub", "--key", "ci.key.pub"}, 0},
      {{"--key", "other.key.pub"}, 5},
      {{"--key", "ci.key.pub", "--commit", "9d02aa1"}, 5},
      {{"--key", "ci.key.pub", "--image", "launches-backend:1.4.0@sha256:bb22"}, 5},
      {{"--key", "ci.key.pub", "--policy", "other.yaml"}, 5},
      {{"--key", "ci.key.pub", "--max-age", "2m"}, 5},
      {{"--key", "ci.key.pub", "--max-age", "soon"}, 2},
      {{"--key", "ci.key.pub", "--image", "launches-backend"}, 2},
      {{"--key", "ci.key"}, 2},
      {{"--key", "nowhere.pub"}, 2},
      {{}, 2}};
  Desk desk;
  const SigningKey other{Secret(std::string(32, 'o'))};
  desk.folder.write("other.key.pub", to_pem(other.public_key()));
  desk.folder.write("other.yaml", "flaky: warn\n");
  std::string text;
  for (const Row& row : rows) {
    std::vector<std::string> words{"verdict", "verify", "run"};
    words.insert(words.end(), row.more.begin(), row.more.end());
    const int code = desk.say(words);
    text +=
        "$ gonogo " + join(words, " ") + "\n" + desk.said + "exit " + std::to_string(code) + "\n\n";
    CAPTURE(join(words, " "));
    CHECK(code == row.code);
  }
  CHECK(test::golden("cli/verify", text));
}

TEST_CASE("a key that is there is not overwritten, and a signing key is its owner's alone") {
  Desk desk;
  const std::string before = test::read_text(desk.folder.path() + "/ci.key");
  CHECK(desk.say({"keygen", "--out", "ci.key"}) == 2);
  CHECK(test::read_text(desk.folder.path() + "/ci.key") == before);
  using std::filesystem::perms;
  const perms mode = std::filesystem::status(desk.folder.path() + "/ci.key").permissions();
  CHECK((mode & (perms::group_all | perms::others_all)) == perms::none);
  CHECK(desk.say({"keygen"}) == 2);
}
