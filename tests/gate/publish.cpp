// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/publish.h"

#include <doctest/doctest.h>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/gate/verify.h"
#include "tests/gate/stage.h"
#include "tests/support/tiny_http_server.h"

using namespace gonogo;

namespace {

const CommitPlace place{.repository = "end/launches",
                        .commit = "4be1c02d9f6a7b8c1e2d3f405162738495a6b7c8",
                        .branch = "main",
                        .page = "https://bitbucket.org/end/launches/pipelines/results/7"};

std::optional<JudgedRun> judged(const std::function<void(RunResult&)>& change = {}) {
  test::GateSample sample = test::gate_sample();
  if (change) change(sample.results);
  Verdict verdict = sample.verdict();
  auto refused = refuse_unwanted(verdict, {.now = sample.results.finished + Milliseconds(60'000)});
  return JudgedRun{sample.results, std::move(verdict), std::move(refused)};
}

void fail_many(RunResult& results, int count) {
  const ScenarioResult passed = results.scenarios.front();
  for (int i = 0; i < count; ++i) {
    ScenarioResult failed = passed;
    failed.id = failed.name = "broken " + std::to_string(i);
    failed.outcome = Outcome::failed;
    failed.line = i + 1;
    results.scenarios.push_back(failed);
    results.expected.push_back(failed.id);
  }
}

struct PublishStage : test::Stage {
  std::string status = "200 OK";
  test::TinyHttpServer server{
      [this](const std::string&) { return test::http_response(status, {}, "{}"); }};
  PublishOptions publication{.place = place, .marker = folder.path() + "/publish.json"};
  PublishStage() {
    world.environment["GONOGO_STATUS_TOKEN"] = "ATCTT3-status-token";
    world.environment["BITBUCKET_API_URL"] = server.url("/2.0");
  }
  int tell(const std::optional<JudgedRun>& judgement) {
    said.clear();
    return publish(publication, judgement, world);
  }
  std::vector<std::string> lines() const {
    std::vector<std::string> all;
    for (const std::string& request : server.requests())
      all.push_back(request.substr(0, request.find(" HTTP/")));
    return all;
  }
};

const std::string commit_path = "/2.0/repositories/end/launches/commit/" + place.commit;

}  // namespace

TEST_CASE("only a full GO is green; what has no verdict is red, never in progress") {
  CHECK(build_state(judged()) == "SUCCESSFUL");
  CHECK(build_state(judged([](RunResult& r) { r.scenarios[0].outcome = Outcome::failed; })) ==
        "FAILED");
  CHECK(build_state(judged([](RunResult& r) { r.interrupted = true; })) == "FAILED");
  CHECK(build_state(judged([](RunResult& r) { r.scenarios.clear(); })) == "FAILED");
  CHECK(build_state(judged([](RunResult& r) { r.full = false; })) == "STOPPED");
  // A gate would refuse these, and so does the page of the commit.
  CHECK(build_state(judged([](RunResult& r) { r.subject.dirty = true; })) == "STOPPED");
  CHECK(build_state(judged([](RunResult& r) { r.subject.overrides = {{"want", "1"}}; })) == "STOPPED");
}

TEST_CASE("what Bitbucket is told of a commit") {
  std::string all;
  const auto add = [&](const std::string& name, const std::optional<JudgedRun>& judgement) {
    all += "== " + name + "\n" + to_json(build_status(place, build_state(judgement), judgement), 2) +
           "\n" + to_json(insights_report(place, judgement), 2) + "\n";
    for (const Value& body : insights_annotations(judgement)) all += to_json(body, 2) + "\n";
  };
  add("GO", judged());
  add("NO-GO", judged([](RunResult& r) { fail_many(r, 1); }));
  add("no verdict", std::nullopt);
  add("of a dirty tree", judged([](RunResult& r) {
        r.subject.dirty = true;
        r.subject.dirty_files = {"scenarios/a.yaml"};
      }));
  CHECK(test::golden("gate/commit_report", all));
}

TEST_CASE("Bitbucket takes 10 data, 100 annotations at once and 1,000 in all") {
  const auto bodies = insights_annotations(judged([](RunResult& r) { fail_many(r, 1050); }));
  REQUIRE(bodies.size() == 10);
  for (const Value& body : bodies) CHECK(body.items().size() == 100);
  CHECK(bodies[0].items()[0].find("external_id")->as_text() !=
        bodies[0].items()[1].find("external_id")->as_text());
  CHECK(part_of(insights_report(place, judged()), "data").items().size() <= 10);
}

TEST_CASE("a run is told at its begin and at its end") {
  PublishStage stage;
  stage.publication.begin = true;
  CHECK(stage.tell(std::nullopt) == 0);
  CHECK(stage.has_said("build status of 4be1c02: INPROGRESS"));
  CHECK(begun_at(stage.publication.marker, place.commit) == stage.clock.wall());
  CHECK(begun_at(stage.publication.marker, std::string(40, 'a')) == WallTime{});
  stage.publication.begin = false;
  CHECK(stage.tell(std::nullopt) == 0);
  CHECK(stage.has_said("build status of 4be1c02: FAILED"));
  CHECK(stage.tell(judged()) == 0);
  CHECK(stage.lines() ==
        std::vector<std::string>{"POST " + commit_path + "/statuses/build",
                                 "POST " + commit_path + "/statuses/build",
                                 "PUT " + commit_path + "/reports/gonogo",
                                 "POST " + commit_path + "/statuses/build",
                                 "PUT " + commit_path + "/reports/gonogo"});
  CHECK(stage.server.requests()[0].find("Bearer ATCTT3-status-token\r\n") != std::string::npos);
}

TEST_CASE("what is not taken is said and is exit 5") {
  PublishStage stage;
  stage.status = "403 Forbidden";
  CHECK(stage.tell(judged()) == 5);
  CHECK(stage.has_said("build status: not posted: the token in GONOGO_STATUS_TOKEN may not do this"));
  CHECK(stage.has_said("Code Insights report: not posted"));
  CHECK_FALSE(stage.has_said("ATCTT3-status-token"));
}

TEST_CASE("without a token the report goes through the step's own proxy") {
  PublishStage stage;
  stage.world.environment.erase("GONOGO_STATUS_TOKEN");
  stage.publication.proxy = stage.server.url("");
  CHECK(stage.tell(judged()) == 0);
  CHECK(stage.server.requests().empty());
  stage.world.environment["BITBUCKET_STEP_UUID"] = "{1}";
  CHECK(stage.tell(judged()) == 0);
  CHECK(stage.has_said("build status: not posted, there is no token in GONOGO_STATUS_TOKEN"));
  CHECK(stage.lines() == std::vector<std::string>{
                             "PUT http://api.bitbucket.org" + commit_path + "/reports/gonogo"});
  CHECK(stage.server.requests()[0].find("Authorization") == std::string::npos);
}

TEST_CASE("GitHub's step summary is added to, and never longer than it takes") {
  PublishStage stage;
  const std::string file = stage.folder.write("summary", "before\n");
  stage.world.environment["GITHUB_STEP_SUMMARY"] = file;
  stage.publication.place.repository.clear();
  CHECK(stage.tell(judged()) == 0);
  const std::string text = test::read_text(file);
  CHECK(text.starts_with("before\n"));
  CHECK(text.find("GO") != std::string::npos);
  CHECK(stage.tell(judged([](RunResult& r) {
          fail_many(r, 6000);
          for (ScenarioResult& each : r.scenarios) each.name += std::string(300, 'x');
        })) == 0);
  CHECK(test::read_text(file).size() <= text.size() + (1U << 20U));
}
