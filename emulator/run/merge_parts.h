// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/run/merge.h"

namespace gonogo {

/// That two runs tested the same thing by the same rules; an Error `merge-differs` names the first
/// thing in which they don't, with both values.
Result<Done> same_ground(const RunPart& a, const RunPart& b);

/// Puts a re-run's results into its base: what passes only there is flaky.
void add_rerun(const RunResult& rerun, RunResult& base);

/// Puts another shard into the whole.
void add_shard(RunResult shard, RunResult& whole);

/// Expected ids and results in the order of `all`.
void put_in_order(const std::vector<std::string>& all, RunResult& whole);

}  // namespace gonogo
