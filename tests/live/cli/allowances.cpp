// SPDX-License-Identifier: Apache-2.0
// A definition that AWS rejects: never started, or by --allow, and then the verdict says so.
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

LiveProject privileged_project(const std::string& gonogo_yaml) {
  LiveProject project(gonogo_yaml);
  project.write("web.json", replace_all(web_definition(), "\"essential\": true",
                                        "\"essential\": true, \"privileged\": true"));
  project.write("scenarios/page.yaml",
                "scenario: The page is served\nkind: acceptance\nsteps:\n"
                "  - http: GET ${task.web}/\n    expect: {status: 200}\n");
  return project;
}

std::string verdict_of(const LiveProject& project) {
  const Value verdict = project.verdict();
  const Value* word = verdict.find("verdict");
  return word == nullptr ? "" : word->as_text();
}

}  // namespace

TEST_CASE("what AWS rejects is not started without --allow") {
  const LiveProject project = privileged_project(web_project());
  const Ended run = project.gonogo({"run"});
  CHECK_MESSAGE(run.code == 2, run.all());
  CHECK(run.all().find("Fargate requires that the ‘privileged’ setting") != std::string::npos);
  CHECK(verdict_of(project).empty());
}

TEST_CASE(
    "by --allow it runs, and is no GO; a policy that names the allowance takes it, and it stays "
    "told") {
  const LiveProject strict = privileged_project(web_project());
  const Ended refused = strict.gonogo({"run", "--allow", "fargate-privileged"});
  CHECK_MESSAGE(refused.code == 1, refused.all());
  CHECK_MESSAGE(refused.all().find("allowed-fargate-privileged") != std::string::npos,
                refused.all());
  CHECK(verdict_of(strict) == "NO-GO");

  const LiveProject mild = privileged_project(
      replace_all(web_project(), "nofile-limit]", "nofile-limit, allowed-fargate-privileged]"));
  const Ended taken = mild.gonogo({"run", "--allow", "fargate-privileged"});
  CHECK_MESSAGE(taken.code == 0, taken.all());
  CHECK_MESSAGE(taken.all().find("allowed-fargate-privileged") != std::string::npos, taken.all());
  CHECK(to_json(mild.verdict()).find("allowed-fargate-privileged") != std::string::npos);
}

}  // namespace gonogo::test
