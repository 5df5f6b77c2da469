// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/merge.h"

#include <doctest/doctest.h>

#include <functional>

#include "emulator/base/text.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

const std::vector<std::string> every_id{"f#a", "f#b", "f#c", "f#d"};
const WallTime noon = from_rfc3339("2026-11-24T12:00:00Z");

ScenarioResult result_of(const std::string& id, Outcome outcome) {
  ScenarioResult result{.id = id, .name = id, .file = "f", .outcome = outcome};
  if (outcome == Outcome::not_run) return result;
  if (outcome != Outcome::passed) result.reason = id + " went wrong";
  result.attempts.push_back({.outcome = outcome, .steps = {{.outcome = outcome}}, .world = 1});
  return result;
}

RunResult run_of(const std::vector<std::pair<std::string, Outcome>>& outcomes) {
  RunResult run{.id = "run",
                .started = noon,
                .finished = noon + Milliseconds(4000),
                .policy_sha256 = "p1",
                .subject = {.commit = "c1", .tree = "t1"}};
  for (const auto& [id, outcome] : outcomes) {
    run.expected.push_back(id);
    run.scenarios.push_back(result_of(id, outcome));
  }
  return run;
}

RunPart shard(int index, const std::vector<std::pair<std::string, Outcome>>& outcomes) {
  RunPart part{"S" + std::to_string(index), "sha-s" + std::to_string(index), run_of(outcomes)};
  part.result.shard = Shard{index, 2, "d1", every_id};
  part.result.started += Milliseconds(100 * index);
  part.result.timeline = {{.t = Milliseconds(1), .who = "mysql", .event = "ready", .world = 1}};
  return part;
}

std::vector<RunPart> two_shards() {
  return {shard(2, {{"f#b", Outcome::passed}, {"f#d", Outcome::failed}}),
          shard(1, {{"f#a", Outcome::passed}, {"f#c", Outcome::flaky}})};
}

RunPart full_run(const std::vector<std::pair<std::string, Outcome>>& outcomes) {
  RunPart part{"BASE", "sha-base", run_of(outcomes)};
  part.result.full = true;
  return part;
}

RunPart rerun(const std::string& base,
              const std::vector<std::pair<std::string, Outcome>>& outcomes) {
  RunPart part{"AGAIN", "sha-again", run_of(outcomes)};
  part.result.base = base;
  part.result.started += std::chrono::minutes(9);
  part.result.finished += std::chrono::minutes(9);
  return part;
}

std::string outcomes_of(const RunResult& run) {
  std::string text;
  for (const ScenarioResult& each : run.scenarios)
    text += each.id.substr(2) + ":" + std::string(to_text(each.outcome)) + " ";
  return text;
}

std::string refusal(const std::vector<RunPart>& parts) {
  const auto merged = merge_runs(parts);
  if (merged) return "merged";
  return merged.error().code + ": " + merged.error().what + " | " + merged.error().seen;
}

}  // namespace

TEST_CASE("all shards make one full run, in the order of the scenarios") {
  const auto merged = merge_runs(two_shards());
  REQUIRE(merged);
  CHECK(merged->full);
  CHECK_FALSE(merged->shard);
  CHECK(outcomes_of(*merged) == "a:passed b:passed c:flaky d:failed ");
  CHECK(merged->expected == every_id);
  CHECK(merged->started == noon + Milliseconds(100));
  CHECK(merged->parts.size() == 2);
  // The second shard's worlds and times follow the first's.
  CHECK(merged->scenarios[1].attempts[0].world == 2);
  REQUIRE(merged->timeline.size() == 2);
  CHECK(merged->timeline[1].world == 2);
  CHECK(merged->timeline[1].t == Milliseconds(101));
  const auto read = run_result_of(to_value(*merged));
  REQUIRE(read);
  CHECK(to_json(to_value(*read)) == to_json(to_value(*merged)));
}

TEST_CASE("shards that do not make one complete run are refused, with both values") {
  struct Row {
    std::function<void(std::vector<RunPart>&)> change;
    const char* refused;
  };
  for (const Row& row : std::vector<Row>{
           {[](auto& p) { p.pop_back(); }, "merge-incomplete: missing: shard 1/2 | 1 shard of 2"},
           {[](auto& p) { p[0].result.shard->index = 1; },
            "merge-twice: shard 1/2 is there twice | S2 and S1"},
           {[](auto& p) { p[0].result.shard->count = 3; },
            "merge-differs: the shards are of another number of parts | 2/3 and 1/2 in S2 and S1"},
           {[](auto& p) { p[1].result.shard->durations_sha256 = "d2"; },
            "merge-differs: the shards were cut by different durations | S2 and S1"},
           {[](auto& p) { p[1].result.shard->all.push_back("f#e"); },
            "merge-differs: the shards are of different sets of scenarios | S2 and S1"},
           {[](auto& p) { p[1].result.subject.commit = "c2"; },
            "merge-differs: S2 and S1 did not test the same: commit | c1 and c2"},
           {[](auto& p) { p[1].result.subject.dirty = true; },
            "merge-differs: S2 and S1 did not test the same: dirty | false and true"},
           {[](auto& p) {
              p[1].result.subject.images = {{"app", "sha256:1", false}};
            },
            R"(merge-differs: S2 and S1 did not test the same: images | [] and )"
            R"([{"name":"app","digest":"sha256:1","standIn":false}])"},
           {[](auto& p) { p[1].result.policy_sha256 = "p2"; },
            "merge-differs: S2 and S1 did not test the same: policy | p1 and p2"},
           {[](auto& p) { p[1].result.expected.push_back("f#b"); },
            "merge-twice: two shards have the same scenario | f#b in S2 and S1"},
           {[](auto& p) { p[1].result.expected.pop_back(); },
            "merge-incomplete: no shard has this scenario | f#c"},
           {[](auto& p) { p[1].result.expected.push_back("f#x"); },
            "merge-differs: a shard has a scenario that the run has not | f#x"},
           {[](auto& p) { p[1].result.shard.reset(); },
            "merge-partial: S1 is no shard and no re-run | a selection"},
           {[](auto& p) { p.clear(); }, "merge-base: there is nothing to merge | "}}) {
    CAPTURE(row.refused);
    auto parts = two_shards();
    row.change(parts);
    CHECK(refusal(parts) == row.refused);
  }
}

TEST_CASE("what passes only in a re-run is flaky, with its first failure kept") {
  const RunPart base = full_run({{"f#a", Outcome::passed},
                                 {"f#b", Outcome::failed},
                                 {"f#c", Outcome::errored},
                                 {"f#d", Outcome::not_run}});
  CHECK(to_run_again(base.result) == std::vector<std::string>{"f#b", "f#c", "f#d"});
  const auto merged = merge_runs({base, rerun("sha-base", {{"f#b", Outcome::passed},
                                                           {"f#c", Outcome::passed},
                                                           {"f#d", Outcome::passed}})});
  REQUIRE(merged);
  CHECK(merged->full);
  CHECK(outcomes_of(*merged) == "a:passed b:flaky c:flaky d:passed ");
  CHECK(merged->scenarios[1].reason == "f#b went wrong");
  REQUIRE(merged->scenarios[1].attempts.size() == 2);
  CHECK(merged->scenarios[1].attempts[0].outcome == Outcome::failed);
  // It ended with its last part; validity counts from the oldest.
  CHECK(merged->finished == base.result.finished + std::chrono::minutes(9));
  CHECK(oldest_end(*merged) == base.result.finished);
  CHECK(oldest_end(*run_result_of(to_value(*merged))) == base.result.finished);
}

TEST_CASE("a re-run can't make anything better than flaky, nor hide what it broke") {
  const RunPart base = full_run({{"f#a", Outcome::passed}, {"f#b", Outcome::failed}});
  const auto after = [&](Outcome a, Outcome b) {
    const auto merged = merge_runs({base, rerun("sha-base", {{"f#a", a}, {"f#b", b}})});
    return merged ? outcomes_of(*merged) : merged.error().code;
  };
  CHECK(after(Outcome::passed, Outcome::passed) == "a:passed b:flaky ");
  CHECK(after(Outcome::failed, Outcome::passed) == "a:failed b:flaky ");
  CHECK(after(Outcome::errored, Outcome::passed) == "a:errored b:flaky ");
  CHECK(after(Outcome::passed, Outcome::failed) == "a:passed b:failed ");
  CHECK(after(Outcome::passed, Outcome::errored) == "a:passed b:failed ");
  CHECK(after(Outcome::passed, Outcome::skipped) == "a:passed b:failed ");
  CHECK(after(Outcome::passed, Outcome::not_run) == "a:passed b:failed ");
}

TEST_CASE("what the base lost is judged by the re-run, which ran all of it again") {
  RunPart base = full_run({{"f#a", Outcome::errored}, {"f#b", Outcome::not_run}});
  base.result.loss = Loss{.who = "mysql", .what = "exited"};
  base.result.interrupted = true;
  RunPart again = rerun("sha-base", {{"f#a", Outcome::passed}, {"f#b", Outcome::passed}});
  auto merged = merge_runs({base, again});
  REQUIRE(merged);
  CHECK_FALSE(merged->loss);
  CHECK_FALSE(merged->interrupted);
  again.result.interrupted = true;
  merged = merge_runs({base, again});
  REQUIRE(merged);
  CHECK(merged->interrupted);
}

TEST_CASE("what the product did not start for is flaky at best") {
  RunPart base = full_run({{"f#a", Outcome::not_run}, {"f#b", Outcome::not_run}});
  base.result.start_failure =
      StartFailure{StartFailure::Kind::product, {.code = "task-lost", .what = "web exited"}};
  const RunPart again = rerun("sha-base", {{"f#a", Outcome::passed}, {"f#b", Outcome::failed}});
  auto merged = merge_runs({base, again});
  REQUIRE(merged);
  CHECK(outcomes_of(*merged) == "a:flaky b:failed ");
  CHECK(merged->scenarios[0].reason == "web exited");
  REQUIRE(merged->scenarios[0].attempts.size() == 2);
  CHECK(merged->scenarios[0].attempts[0].outcome == Outcome::failed);
  base.result.start_failure->kind = StartFailure::Kind::infrastructure;
  merged = merge_runs({base, again});
  REQUIRE(merged);
  CHECK(outcomes_of(*merged) == "a:passed b:failed ");
}

TEST_CASE("a builder that was flaky and fails in the re-run has failed") {
  const RunPart base = full_run({{"f#a", Outcome::flaky}, {"f#b", Outcome::failed}});
  for (const auto& [again, after] : {std::pair{Outcome::failed, "a:failed b:flaky "},
                                     {Outcome::flaky, "a:flaky b:flaky "},
                                     {Outcome::passed, "a:flaky b:flaky "}}) {
    const auto merged =
        merge_runs({base, rerun("sha-base", {{"f#a", again}, {"f#b", Outcome::passed}})});
    REQUIRE(merged);
    CHECK(outcomes_of(*merged) == after);
  }
}

TEST_CASE("re-runs that do not fit their base are refused") {
  const auto base = [] {
    return full_run({{"f#a", Outcome::passed}, {"f#b", Outcome::failed}, {"f#c", Outcome::failed}});
  };
  const std::vector<std::pair<std::string, Outcome>> both{{"f#b", Outcome::passed},
                                                          {"f#c", Outcome::passed}};
  CHECK(refusal({base(), rerun("sha-other", both)}).starts_with("merge-base: the run that AGAIN"));
  CHECK(refusal({base(), rerun("sha-base", {{"f#b", Outcome::passed}})}) ==
        "merge-incomplete: AGAIN did not run again what BASE lacks | f#c");
  RunPart other = rerun("sha-base", both);
  other.result.subject.tree = "t2";
  CHECK(refusal({base(), other}) ==
        "merge-differs: BASE and AGAIN did not test the same: tree | t1 and t2");
  RunPart part = base();
  part.result.full = false;
  CHECK(refusal({part, rerun("sha-base", both)}).starts_with("merge-partial: BASE is a selection"));
}

TEST_CASE("a shard that was run again is merged with the others") {
  auto parts = two_shards();
  parts.push_back(rerun("sha-s2", {{"f#d", Outcome::passed}}));
  const auto merged = merge_runs(parts);
  REQUIRE(merged);
  CHECK(merged->full);
  CHECK(outcomes_of(*merged) == "a:passed b:passed c:flaky d:flaky ");
  CHECK(merged->parts.size() == 3);
}

}  // namespace gonogo
