// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <functional>

#include "tests/gate/sample_checkout.h"

using namespace gonogo;
using test::GateSample;

namespace {

const char* const other_commit = "9d02aa1d9f6a7b8c1e2d3f405162738495a6b7c8";

/// What is made wrong before the gate looks, and the sentence that it must answer with. `tested`
/// changes the run, so that the verdict is judged anew; `forged` changes only the verdict.
struct RefusedRow {
  const char* what;
  std::function<void(GateSample&)> tested;
  std::function<void(Verdict&)> forged;
  const char* sentence;
};

const std::vector<RefusedRow>& refused_rows() {
  using S = GateSample;
  using V = Verdict;
  const std::function<void(S&)> same;
  const std::function<void(V&)> true_verdict;
  static const std::vector<RefusedRow> all{
      {"another commit", [](S& s) { s.checkout.commit = other_commit; }, true_verdict,
       "verdict is for 4be1c02, HEAD is 9d02aa1"},
      {"a commit that begins alike",
       [](S& s) { s.checkout.commit = "4be1c02aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"; }, true_verdict,
       "verdict is for 4be1c02d9f6a7b8c1e2d3f405162738495a6b7c8, HEAD is "
       "4be1c02aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"},
      {"a pipeline of another commit", [](S& s) { s.checkout.pipeline_commit = other_commit; },
       true_verdict, "the pipeline is of 9d02aa1 (BITBUCKET_COMMIT), HEAD is 4be1c02"},
      {"no commit in the verdict", same, [](V& v) { v.subject.commit.clear(); },
       "the verdict is bound to no commit"},
      {"no git here", [](S& s) { s.checkout.commit.clear(); }, true_verdict,
       "the verdict is for 4be1c02, this folder has no commit"},
      {"no commit anywhere", [](S& s) { s.results.subject.commit = s.checkout.commit = ""; },
       true_verdict, "the verdict is bound to no commit"},
      {"a dirty tree was tested", same, [](V& v) { v.subject.dirty = true; },
       "the verdict is of a dirty tree"},
      {"dirty here", [](S& s) { s.checkout.dirty = true; }, true_verdict,
       "the tree is dirty: it differs from the commit that was tested"},
      {"partial", [](S& s) { s.results.full = false; }, true_verdict,
       "the verdict is partial (1 selected case); a deployment needs a full run"},
      {"another policy", [](S& s) { s.checkout.policy_sha256 = "77"; }, true_verdict,
       "verdict is for policy 9c1f000, here it is 77"},
      {"no policy", [](S& s) { s.results.policy_sha256.clear(); }, true_verdict,
       "the verdict does not say which policy it is bound to"},
      {"the policy here is unknown", [](S& s) { s.checkout.policy_sha256.clear(); }, true_verdict,
       "the policy of this checkout can't be told; the verdict is bound to 9c1f000"},
      {"other scenarios", [](S& s) { s.checkout.scenarios_sha256 = "ab"; }, true_verdict,
       "verdict is for scenarios ee55, here it is ab"},
      {"another task definition", [](S& s) { s.checkout.task_definitions[1].second = "00"; },
       true_verdict, "verdict is for task definition launches-frontend dd44, here it is 00"},
      {"a task definition more",
       [](S& s) { s.checkout.task_definitions.emplace_back("launches-mail", "11"); }, true_verdict,
       "task definition launches-mail is here and was not tested"},
      {"a task definition less", [](S& s) { s.checkout.task_definitions.pop_back(); }, true_verdict,
       "task definition launches-frontend was tested and is not here"},
      {"no task definition",
       [](S& s) {
         s.results.subject.task_definitions.clear();
         s.checkout.task_definitions.clear();
       },
       true_verdict, "the verdict is bound to no task definition"},
      {"another schema", [](S& s) { s.checkout.inputs[1].second = "1178"; }, true_verdict,
       "verdict is for input schema.sql 1177, here it is 1178"},
      {"no inputs",
       [](S& s) {
         s.results.subject.inputs.clear();
         s.checkout.inputs.clear();
       },
       true_verdict, "the verdict is bound to no input"},
      {"no image", [](S& s) { s.results.subject.images.clear(); }, true_verdict,
       "the verdict is bound to no image"},
      {"an image without digest", [](S& s) { s.results.subject.images[0].digest.clear(); },
       true_verdict, "the verdict has no digest of image launches-backend:1.4.0"},
      {"a file that nobody built", [](S& s) { s.results.subject.unbound_files = {"bin/app"}; },
       true_verdict, "the tested image holds bin/app, which neither the commit nor a build makes"},
      {"an override",
       [](S& s) {
         s.results.subject.overrides = {{"env.BUG", "aa"}};
       },
       true_verdict,
       "the verdict was reached with the override \"env.BUG\", which policy.overrides does not "
       "name"},
      {"expired", [](S& s) { s.checkout.now = s.results.finished + std::chrono::hours(2); },
       true_verdict, "the verdict expired at 2026-11-24T14:00:04Z, 0 ms ago"},
      {"expired although it says otherwise",
       [](S& s) { s.checkout.now = s.results.finished + std::chrono::hours(3); },
       [](V& v) { v.expires += std::chrono::hours(9); },
       "the verdict expired at 2026-11-24T14:00:04Z, 1 h 0 min ago"},
      {"from the future",
       [](S& s) { s.checkout.now = s.results.finished - std::chrono::seconds(6); }, true_verdict,
       "the verdict is from the future: reached 2026-11-24T12:00:04Z, now it is "
       "2026-11-24T11:59:58Z; the clock of one of the machines is wrong"},
      {"another recipe", [](S& s) { s.checkout.builds[0].recipe = "r2"; }, true_verdict,
       "verdict is for recipe of image */launches-backend:* r1, here it is r2"},
      {"another Dockerfile", [](S& s) { s.checkout.builds[0].dockerfile = "d2"; }, true_verdict,
       "verdict is for Dockerfile of image */launches-backend:* d1, here it is d2"},
      {"another build context", [](S& s) { s.checkout.builds[0].context = "c2"; }, true_verdict,
       "verdict is for build context of image */launches-backend:* c1, here it is c2"},
      {"another binary", [](S& s) { s.checkout.builds[0].files[0].second = "f2"; }, true_verdict,
       "verdict is for file build/app of image */launches-backend:* f1, here it is f2"},
      {"a file that was not in the image",
       [](S& s) { s.checkout.builds[0].files.emplace_back("more", "f3"); }, true_verdict,
       "file more of image */launches-backend:* was not tested"},
      {"a recipe more", [](S& s) { s.checkout.builds.push_back({.image = "mail"}); }, true_verdict,
       "verdict is for 1 recipe of images, here there are 2"},
      {"a recipe of another image", [](S& s) { s.checkout.builds[0].image = "mail"; }, true_verdict,
       "verdict is for a recipe of image */launches-backend:*, here it is of mail"},
      {"a build context that git does not track",
       [](S& s) { s.results.subject.builds[0].context.clear(); }, true_verdict,
       "git tracks nothing of the build context of image */launches-backend:*"},
      {"a stand-in where images are prebuilt",
       [](S& s) {
         s.results.subject.images[0].stand_in = true;
         s.checkout.images_prebuilt = true;
       },
       true_verdict,
       "image launches-backend:1.4.0 was tested as a stand-in; gate.images: prebuilt deploys the "
       "image itself"},
      {"without time", same, [](V& v) { v.expires = {}; },
       "the verdict does not say when it was reached or when it expires"},
      {"ended before it began", same, [](V& v) { v.started = v.finished + std::chrono::hours(1); },
       "the verdict's run ended before it began (2026-11-24T12:00:04Z, 2026-11-24T13:00:04Z)"},
      {"GO with another exit code", same, [](V& v) { v.exit_code = 3; },
       "the verdict contradicts itself: it says GO with exit code 3"},
      {"GO with failures", same, [](V& v) { v.counts.failed = 1; },
       "the verdict contradicts itself: it says GO and counts 1 failed, 0 not tried, 0 not run"},
      {"GO of nothing", same, [](V& v) { v.counts = {}; },
       "the verdict says GO although nothing passed"},
  };
  return all;
}

}  // namespace

TEST_CASE("a fresh, matching, full GO is not refused") {
  const GateSample sample = test::gate_sample();
  REQUIRE(sample.verdict().decision == Decision::go);
  CHECK_FALSE(refuse(sample.verdict(), sample.results, sample.checkout, sample.policy));
}

TEST_CASE("every doubt is refused in one sentence") {
  for (const RefusedRow& row : refused_rows()) {
    CAPTURE(row.what);
    GateSample sample = test::gate_sample();
    if (row.tested) row.tested(sample);
    Verdict verdict = sample.verdict();
    if (row.forged) row.forged(verdict);
    const auto refusal = refuse(verdict, sample.results, sample.checkout, sample.policy);
    REQUIRE(refusal);
    CHECK(refusal->text == row.sentence);
    CHECK(refusal->exit_code == 5);
  }
}

TEST_CASE("a verdict that is not GO answers with its own exit code") {
  struct Case {
    Decision decision;
    int code;
    int wanted;
  };
  const Case cases[] = {{Decision::no_go, 1, 1},       {Decision::no_go, 4, 4},
                        {Decision::cannot_tell, 3, 3}, {Decision::cannot_tell, 70, 70},
                        {Decision::no_go, 0, 1},       {Decision::cannot_tell, 0, 3},
                        {Decision::no_go, 256, 1},     {Decision::cannot_tell, -1, 3}};
  const GateSample sample = test::gate_sample();
  for (const Case& one : cases) {
    CAPTURE(one.code);
    Verdict verdict = sample.verdict();
    verdict.decision = one.decision;
    verdict.exit_code = one.code;
    verdict.reasons = {{"scenario-failed", "\"x\" failed", "", ""}};
    const auto refusal = refuse(verdict, sample.results, sample.checkout, sample.policy);
    REQUIRE(refusal);
    CHECK(refusal->exit_code == one.wanted);
    CHECK(refusal->text.find("scenario-failed: \"x\" failed") != std::string::npos);
  }
}

TEST_CASE("a verdict that its results do not give is refused") {
  GateSample sample = test::gate_sample();
  const Verdict verdict = sample.verdict();
  sample.results.scenarios[0].outcome = Outcome::failed;
  const auto refusal = refuse(verdict, sample.results, sample.checkout, sample.policy);
  REQUIRE(refusal);
  CHECK(refusal->exit_code == 5);
  CHECK(refusal->text.find("results.json and the policy give another verdict: \"") == 0);
}

TEST_CASE("results of another run are refused although both are GO") {
  GateSample sample = test::gate_sample();
  const Verdict verdict = sample.verdict();
  sample.results.subject.images[0].digest = "sha256:other";
  CHECK(refuse(verdict, sample.results, sample.checkout, sample.policy));
}

TEST_CASE("an override that the policy names is no refusal") {
  GateSample sample = test::gate_sample();
  sample.results.subject.overrides = {{"env.REGION", "aa"}};
  sample.policy.allowed_overrides = {"env.REGION"};
  CHECK_FALSE(refuse(sample.verdict(), sample.results, sample.checkout, sample.policy));
  sample.policy.allowed_overrides = {"env.REGIO"};
  CHECK(refuse(sample.verdict(), sample.results, sample.checkout, sample.policy));
}

TEST_CASE("clocks of two machines may differ by seconds") {
  GateSample sample = test::gate_sample();
  sample.checkout.now = sample.results.finished - std::chrono::seconds(5);
  CHECK_FALSE(refuse(sample.verdict(), sample.results, sample.checkout, sample.policy));
}

TEST_CASE("a file that another step built is bound by its recipe and the commit") {
  GateSample sample = test::gate_sample();
  sample.checkout.builds[0].files[0].second = "";
  CHECK_FALSE(refuse(sample.verdict(), sample.results, sample.checkout, sample.policy));
}

TEST_CASE("a stand-in is no obstacle where images are built after the verdict") {
  GateSample sample = test::gate_sample();
  sample.results.subject.images[0].stand_in = true;
  CHECK_FALSE(refuse(sample.verdict(), sample.results, sample.checkout, sample.policy));
}

TEST_CASE("the order of task definitions and inputs means nothing") {
  GateSample sample = test::gate_sample();
  std::swap(sample.checkout.task_definitions[0], sample.checkout.task_definitions[1]);
  std::swap(sample.checkout.inputs[0], sample.checkout.inputs[1]);
  CHECK_FALSE(refuse(sample.verdict(), sample.results, sample.checkout, sample.policy));
}
