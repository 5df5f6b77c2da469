// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/gate/action.h"
#include "emulator/gate/bitbucket_client.h"
#include "emulator/gate/pipeline.h"

namespace gonogo {

/// The pipelines that may have been started for a verdict by a trigger, newest first.
struct LookUp {
  std::vector<Pipeline> found{};
  std::vector<Pipeline> unclear{};  ///< Bitbucket does not tell their variables
};

/// Asks Bitbucket for runs of the trigger's pipeline since the verdict was reached. An Error where
/// the answers are no whole list: then nothing is known.
Result<LookUp> look_up(BitbucketClient& client, const BitbucketTrigger& trigger,
                       const Occasion& occasion);

}  // namespace gonogo
