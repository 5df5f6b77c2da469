// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/run/run_result.h"

namespace gonogo {

/// A run that is to become part of another one.
struct RunPart {
  std::string folder;  ///< as people call it
  std::string sha256;  ///< of its results.json
  RunResult result;
};

/// What a re-run has to run again: what failed, could not be tried, or did not run.
std::vector<std::string> to_run_again(const RunResult& result);

/// One run from several: re-runs (`base` names their base run's results) are put into their base,
/// then the shards of one run are put together, in the order that the scenarios have. Errors, each
/// with the two values that clash: merge-differs (commit, images, configuration, policy, …),
/// merge-incomplete (names the missing shards or scenarios), merge-twice, merge-partial,
/// merge-base.
///
/// What failed in the base and passed only in the re-run is flaky, with the first failure kept.
/// Validity counts from the part that ended first (`oldest_end`).
Result<RunResult> merge_runs(std::vector<RunPart> parts);

}  // namespace gonogo
