// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/run/chains.h"

namespace gonogo {

/// What scenarios took in a run before: milliseconds by id.
using Durations = std::map<std::string, double>;

/// From a results.json, or from a mapping of scenario ids to milliseconds; else an Error
/// `bad-durations`.
Result<Durations> durations_of(const Value& document);

/// The shard, from 1, of each chain: a pure function of scenarios, count and durations, so that
/// every machine comes to the same. Without durations round robin. With them the longest first,
/// each to the shard that has the least so far; what is not known counts as the median of what is.
std::vector<int> shards_of(const std::vector<Scenario>& scenarios, const std::vector<Chain>& chains,
                           int count, const Durations& durations);

/// A part of a parallel step.
struct Place {
  int index = 0;  ///< from 1; 0: none
  int count = 0;
};

/// What a pipeline says about itself: BITBUCKET_PARALLEL_STEP (from 0) of
/// BITBUCKET_PARALLEL_STEP_COUNT, or CI_NODE_INDEX (from 1) of CI_NODE_TOTAL. A count of 1 is no
/// shard. Numbers that make no sense are an Error `bad-shard`: to run everything, or nothing, would
/// be a guess.
Result<Place> place_in(const std::map<std::string, std::string>& environment);

}  // namespace gonogo
