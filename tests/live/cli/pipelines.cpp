// SPDX-License-Identifier: Apache-2.0
// docs/pipelines.md, as a step runs it: from a commit to a deployment, or to none.
#include <doctest/doctest.h>

#include <cstdlib>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"
#include "tests/support/orchestrator.h"

namespace gonogo::test {
namespace {

// The nth ```yaml block of the page, from 0.
Value block_of_docs(int n) {
  const std::string page = read_text(std::string(GONOGO_SOURCE) + "/docs/pipelines.md");
  size_t at = 0;
  for (int i = 0; i <= n; ++i) at = page.find("```yaml\n", at) + 8;
  const auto documents = parse_yaml(page.substr(at, page.find("```", at) - at), "docs/pipelines.md");
  REQUIRE_MESSAGE(documents, (documents ? "" : to_text(documents.error())));
  return documents->front();
}

LiveProject project_deployed_with(const std::string& status) {
  LiveProject project(web_project(R"(gate:
  triggers:
    - bitbucket: {workspace: end, repository: orchestrator, ref: main, pipeline: deploy-fargate,
        variables: {SERVICE: backend}}
    - bitbucket: {workspace: end, repository: orchestrator, ref: main, pipeline: deploy-fargate,
        variables: {SERVICE: frontend}}
)"));
  project.write("web.json", web_definition());
  project.write("scenarios/page.yaml", "scenario: The page is served\nkind: acceptance\nsteps:\n"
                                       "  - http: GET ${task.web}/\n    expect: {status: " +
                                           status + "}\n");
  project.commit();
  return project;
}

std::string head_of(const LiveProject& project) {
  RealProcesses processes;
  const auto outcome =
      processes.run({.argv = {"git", "rev-parse", "HEAD"}, .folder = project.folder()});
  return outcome ? std::string(trim(outcome->out)) : "";
}

/// A step of Bitbucket: its lines one after the other up to the first that fails, then those of
/// its after-script.
class Step {
 public:
  Step(const LiveProject& project, Variables variables) : project_(project) {
    variables.insert({{"CI", "true"},
                      {"BITBUCKET_COMMIT", head_of(project)},
                      {"BITBUCKET_REPO_FULL_NAME", "end/web"},
                      {"BITBUCKET_BUILD_NUMBER", "7"},
                      {"PATH", std::string(GONOGO_BUILD) + ":" + std::getenv("PATH")}});
    for (const char* name : {"HOME", "GONOGO_STORE"})
      if (const char* value = std::getenv(name)) variables.emplace(name, value);
    variables_ = std::move(variables);
  }

  int run(const Value& step) {
    int code = 0;
    for (const Value& line : part_of(step, "script").items())
      if (code == 0) code = run_line(line.as_text());
    for (const Value& line : part_of(step, "after-script").items()) run_line(line.as_text());
    return code;
  }
  const std::string& said() const { return said_; }

 private:
  int run_line(const std::string& line) {
    RealProcesses processes;
    const auto outcome = processes.run({.argv = {"sh", "-ec", line},
                                        .environment = variables_,
                                        .folder = project_.folder(),
                                        .timeout = Milliseconds(120'000)});
    REQUIRE(outcome);
    said_ += "$ " + line + "\n" + outcome->out + outcome->err;
    return outcome->status.shell_code();
  }

  const LiveProject& project_;
  Variables variables_;
  std::string said_;
};

std::string last_state(const Orchestrator& orchestrator) {
  const auto lines = orchestrator.posted("statuses");
  const auto value = parse_json(lines.empty() ? "{}" : lines.back(), "statuses");
  return value ? text_of(part_of(*value, "body"), "state") : "";
}

}  // namespace

TEST_CASE("the step of docs/pipelines.md deploys a GO once, and nothing else") {
  const LiveProject good = project_deployed_with("200");
  const TemporaryFolder keys;
  REQUIRE(good.gonogo({"keygen", "--out", keys.path() + "/judge"}).code == 0);
  const Orchestrator orchestrator(read_text(keys.path() + "/judge.pub"));
  const Variables secrets{{"GONOGO_SIGNING_KEY", keys.path() + "/judge"},
                          {"GONOGO_BITBUCKET_TOKEN", Orchestrator::token},
                          {"GONOGO_STATUS_TOKEN", Orchestrator::token},
                          {"BITBUCKET_API_URL", orchestrator.url()}};
  const Value page = block_of_docs(0);
  const Value& step = *part_of(part_of(part_of(page, "pipelines"), "branches"), "main")
                           .items()
                           .at(0)
                           .find("step");
  REQUIRE(part_of(step, "script").items().size() == 3);

  // A tag's build has no branch.
  Variables tagged = secrets;
  tagged["BITBUCKET_TAG"] = "v1.4.0";
  Step first(good, tagged);
  CHECK_MESSAGE(first.run(step) == 0, first.said());
  const std::string commit = head_of(good);
  const std::vector<std::string> once{"backend " + commit, "frontend " + commit};
  CHECK_MESSAGE(orchestrator.deployed() == once, first.said());
  CHECK(orchestrator.posted("statuses").front().find("INPROGRESS") != std::string::npos);
  CHECK(last_state(orchestrator) == "SUCCESSFUL");
  CHECK(first.said().find(Orchestrator::token) == std::string::npos);

  Step second(good, secrets);
  const Value gate_alone = *parse_json(R"({"script":["gonogo gate --wait"]})", "step");
  CHECK(second.run(gate_alone) == 0);
  CHECK(second.said().find("nothing to do") != std::string::npos);
  CHECK(orchestrator.deployed() == once);

  const LiveProject bad = project_deployed_with("404");
  Step third(bad, secrets);
  CHECK_MESSAGE(third.run(step) == 1, third.said());
  CHECK(last_state(orchestrator) == "FAILED");
  CHECK(orchestrator.posted("annotations").size() == 1);
  CHECK(orchestrator.deployed() == once);
}

TEST_CASE("the job of docs/pipelines.md for GitHub has lines that there are") {
  const Value job = part_of(part_of(block_of_docs(1), "jobs"), "judge");
  std::vector<std::string> lines;
  for (const Value& step : part_of(job, "steps").items())
    if (const Value* line = step.find("run")) lines.push_back(line->as_text());
  CHECK(lines == std::vector<std::string>{"gonogo run --ci", "gonogo publish", "gonogo gate --wait"});
}

}  // namespace gonogo::test
