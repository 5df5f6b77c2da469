// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/project/trigger.h"
#include "tests/support/golden.h"

using namespace gonogo;

namespace {

std::vector<Trigger> read(const std::string& yaml, Findings& findings) {
  const auto documents = parse_yaml(yaml, "gonogo.yaml");
  REQUIRE(documents);
  return read_triggers(documents->front(), "gonogo.yaml", findings);
}

}  // namespace

TEST_CASE("the three kinds of trigger are read") {
  Findings findings;
  const auto triggers = read(R"(
- bitbucket: {workspace: end, repository: orchestrator, ref: v3, ref_type: tag, pipeline: Deploy it,
    variables: {SERVICE: backend, COUNT: 2}, user: ci@example.com, token: {env: T}, deadline: 20m}
- webhook: {url: "https://deploy.example.com/hook", secret: {env: S}}
- command: ./deploy.sh
)",
                             findings);
  CHECK(findings.empty());
  REQUIRE(triggers.size() == 3);
  const auto& bitbucket = std::get<BitbucketTrigger>(triggers[0].action);
  CHECK(bitbucket.full_name() == "end/orchestrator");
  CHECK(bitbucket.tag);
  CHECK(bitbucket.variables.at("COUNT") == "2");
  CHECK(bitbucket.token_variable == "T");
  CHECK(bitbucket.deadline == std::chrono::minutes(20));
  CHECK(std::get<WebhookTrigger>(triggers[1].action).secret_variable == "S");
  CHECK(std::get<CommandTrigger>(triggers[2].action).command == "./deploy.sh");
  CHECK(to_text(triggers[2].where) == "gonogo.yaml:5:3");
}

TEST_CASE("what is wrong with a trigger is told where it stands") {
  const char* const wrong[] = {
      "- bitbucket",
      "- {command: a, webhook: {url: 'https://x'}}",
      "- command: {}",
      "- command: '  '",
      "- bitbuket: {}",
      "- bitbucket: main",
      "- bitbucket: {workspace: end}",
      "- bitbucket: {workspace: ../x, repository: a/b, ref: main, pipeline: p}",
      "- bitbucket: {workspace: e, repository: o, ref: main, pipeline: p, branch: main}",
      "- bitbucket: {workspace: e, repository: o, ref: main, pipeline: p, token: abc}",
      "- bitbucket: {workspace: e, repository: o, ref: main, pipeline: p, token: {env: 'a b'}}",
      "- bitbucket: {workspace: e, repository: o, commit: 7f00, pipeline: p}",
      "- bitbucket: {workspace: e, repository: o, ref: m, pipeline: p, variables: {GONOGO_COMMIT: x}}",
      "- bitbucket: {workspace: e, repository: o, ref: m, pipeline: p, variables: {'a b': x}}",
      "- webhook: {url: 'http://deploy.example.com/'}",
      "- webhook: {}",
      "- command: a\n- command: a"};
  std::string told;
  for (const char* yaml : wrong) {
    Findings findings;
    read(yaml, findings);
    CAPTURE(yaml);
    CHECK(has_errors(findings));
    told += std::string(yaml) + "\n";
    for (const Finding& finding : findings)
      told += "  " + to_text(finding.where) + " " + finding.rule + ": " + finding.message +
              (finding.hint.empty() ? "" : " (" + finding.hint + ")") + "\n";
  }
  CHECK(test::golden("project/triggers", told));
}
