// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "tests/gate/stage.h"
#include "tests/support/tiny_http_server.h"

namespace gonogo::test {

/// What Bitbucket answers, a request at a time: a row of a test writes its own. Without one, the
/// repository has no pipelines, a POST starts #1287, and that is SUCCESSFUL at the second look.
class FakeBitbucket {
 public:
  using Answer = std::function<std::string(const std::string& request)>;

  FakeBitbucket();
  Answer list;   ///< GET …/pipelines?…
  Answer start;  ///< POST …/pipelines
  Answer look;   ///< GET …/pipelines/{uuid}
  Answer steps;
  Answer stop;
  const std::vector<std::string>& requests() const { return server_.requests(); }
  /// How many of the requests begin so.
  size_t count(const std::string& beginning) const;
  size_t posts() const { return count("POST /2.0/repositories/end/orchestrator/pipelines HTTP"); }
  std::string base() const { return server_.url("/2.0"); }

 private:
  std::string answer(const std::string& request);
  int looks_ = 0;
  TinyHttpServer server_;
};

/// A pipeline as Bitbucket describes it; `state` is the JSON of its state.
std::string pipeline_json(const std::string& state, const std::string& variables = "[]",
                          const std::string& created = "2026-11-24T12:01:10.000Z");
std::string in_progress(const std::string& stage = "RUNNING");
std::string completed(const std::string& result);
std::string json_answer(const std::string& status, const std::string& body);

/// A stage whose one trigger is the orchestrator's pipeline at a FakeBitbucket.
struct BitbucketStage : Stage {
  FakeBitbucket bitbucket{};
  BitbucketTrigger trigger{.workspace = "end",
                           .repository = "orchestrator",
                           .ref = "main",
                           .pipeline = "deploy-fargate",
                           .deadline = std::chrono::minutes(30)};
  BitbucketStage();
  int gate();
};

}  // namespace gonogo::test
