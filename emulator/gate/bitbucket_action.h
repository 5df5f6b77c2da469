// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/gate/action.h"
#include "emulator/gate/bitbucket_client.h"
#include "emulator/gate/pipeline.h"

namespace gonogo {

/// How long the gate lets Bitbucket think: tests are less patient.
struct BitbucketPatience {
  Milliseconds request{30'000};
  /// After a POST without answer: pauses before each look whether it was taken.
  std::vector<Milliseconds> looks{Milliseconds(2'000), Milliseconds(5'000), Milliseconds(15'000)};
};

/// A run of the orchestrator's pipeline. Bitbucket knows no idempotency key: so it is asked for
/// pipelines of this verdict before the POST, and after one that got no answer.
/// References must outlive the action.
TriggerAction bitbucket_action(const BitbucketTrigger& trigger, const Occasion& occasion, World& world,
                        const BitbucketPatience& patience = {});

/// Follows a pipeline to its end or the trigger's deadline. Only SUCCESSFUL is success.
Ending follow(BitbucketClient& client, const BitbucketTrigger& trigger, const Pipeline& started,
              World& world);

/// "/repositories/end/orchestrator/pipelines"
std::string pipelines_path(const BitbucketTrigger& trigger);
std::string pipeline_path(const BitbucketTrigger& trigger, const std::string& uuid);
/// "end/orchestrator #1287"
std::string name_of(const BitbucketTrigger& trigger, const Pipeline& pipeline);

}  // namespace gonogo
