// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/verify.h"

#include <doctest/doctest.h>

#include "tests/gate/sample_checkout.h"

using namespace gonogo;

namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

struct Ask {
  Verdict verdict;
  Wanted wanted;
};

/// A GO of one minute ago for exactly what is to be deployed.
Ask accepted_ask() {
  const test::GateSample sample = test::gate_sample();
  Ask ask{.verdict = sample.verdict()};
  ask.wanted = {.commit = ask.verdict.subject.commit,
                .images = {{"launches-backend:1.4.0", "sha256:aa11"}},
                .max_age = hours(1),
                .policy_sha256 = ask.verdict.policy_sha256,
                .now = ask.verdict.finished + minutes(1)};
  return ask;
}

struct VerifyRow {
  const char* what;
  void (*change)(Ask&);
  const char* sentence;
  int exit_code = 5;
};

const VerifyRow verify_rows[] = {
    {"another commit", [](Ask& a) { a.wanted.commit = "9d02aa1d"; },
     "verdict is for 4be1c02, to be deployed is 9d02aa1"},
    {"the beginning of the commit", [](Ask& a) { a.wanted.commit = "4be1c02"; },
     "verdict is for 4be1c02d9f6a7b8c1e2d3f405162738495a6b7c8, to be deployed is 4be1c02"},
    {"another image", [](Ask& a) { a.wanted.images[0].second = "sha256:bb22"; },
     "verdict is for image launches-backend:1.4.0 sha256:aa11, to be deployed is sha256:bb22"},
    {"an image that was not tested", [](Ask& a) { a.wanted.images[0].first = "mail:1"; },
     "image mail:1 was not tested, to be deployed is sha256:aa11"},
    {"a stand-in", [](Ask& a) { a.verdict.subject.images[0].stand_in = true; },
     "image launches-backend:1.4.0 was tested as a stand-in (sha256:aa11), to be deployed is "
     "sha256:aa11"},
    {"one name with two digests",
     [](Ask& a) {
       a.verdict.subject.images.push_back({"launches-backend:1.4.0", "sha256:cc33", false});
     },
     "verdict is for image launches-backend:1.4.0 sha256:cc33, to be deployed is sha256:aa11"},
    {"another policy", [](Ask& a) { a.wanted.policy_sha256 = "77"; },
     "verdict was judged by policy 9c1f000, wanted is 77"},
    {"no policy in it", [](Ask& a) { a.verdict.policy_sha256.clear(); },
     "verdict was judged by policy \"\", wanted is 9c1f000"},
    {"too old for whoever deploys", [](Ask& a) { a.wanted.max_age = seconds(59); },
     "the verdict is 1 min 0 s old, allowed are 59.0 s"},
    {"expired",
     [](Ask& a) {
       a.wanted.max_age = {};
       a.wanted.now += hours(3);
     },
     "the verdict expired at 2026-11-24T14:00:04Z, 1 h 1 min ago"},
    {"from the future", [](Ask& a) { a.wanted.now = a.verdict.finished - seconds(6); },
     "the verdict is from the future: reached 2026-11-24T12:00:04Z, now it is "
     "2026-11-24T11:59:58Z; the clock of one of the machines is wrong"},
    {"without time", [](Ask& a) { a.verdict.finished = {}; },
     "the verdict does not say when it was reached or when it expires"},
    {"partial", [](Ask& a) { a.verdict.full = false; },
     "the verdict is partial (1 selected case); a deployment needs a full run"},
    {"a dirty tree", [](Ask& a) { a.verdict.subject.dirty = true; },
     "the verdict is of a dirty tree"},
    {"no commit", [](Ask& a) { a.verdict.subject.commit.clear(); },
     "the verdict is bound to no commit"},
    {"an override",
     [](Ask& a) {
       a.verdict.subject.overrides = {{"env.BUG", "aa"}};
     },
     "the verdict was reached with the override \"env.BUG\", which policy.overrides does not name"},
    {"no image", [](Ask& a) { a.verdict.subject.images.clear(); },
     "the verdict is bound to no image"},
    {"a check failed",
     [](Ask& a) {
       a.verdict.decision = Decision::no_go;
       a.verdict.exit_code = 1;
       a.verdict.reasons = {{"scenario-failed", "\"enter\": expected 409, got 201"}};
     },
     "the verdict is NO-GO (scenario-failed: \"enter\": expected 409, got 201)", 1},
    {"MySQL was lost",
     [](Ask& a) {
       a.verdict.decision = Decision::cannot_tell;
       a.verdict.exit_code = 3;
     },
     "the verdict is CANNOT-TELL (no reason is given)", 3},
};

}  // namespace

TEST_CASE("a fresh full GO for what is to be deployed is accepted") {
  Ask ask = accepted_ask();
  CHECK_FALSE(refuse_unwanted(ask.verdict, ask.wanted));
  ask.verdict.subject.overrides = {{"env.BUG", "aa"}};
  ask.wanted.allowed_overrides = {"env.BUG"};
  CHECK_FALSE(refuse_unwanted(ask.verdict, ask.wanted));
}

TEST_CASE("each refusal is a sentence of its own with the two values") {
  for (const VerifyRow& row : verify_rows) {
    CAPTURE(std::string(row.what));
    Ask ask = accepted_ask();
    row.change(ask);
    const auto refusal = refuse_unwanted(ask.verdict, ask.wanted);
    REQUIRE(refusal);
    CHECK(refusal->text == row.sentence);
    CHECK(refusal->exit_code == row.exit_code);
  }
}
