// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo::test {

struct Sample {
  RunResult result;
  Verdict verdict;
};

Sample go_sample();
/// A scenario fails on a status and a path; another is flaky.
Sample failed_sample();
/// The backend is killed for memory in the middle.
Sample dead_task_sample();
/// MySQL goes away: the product can't be judged.
Sample lost_mysql_sample();
/// MySQL was not to be had in the beginning; judged as any run.
Sample no_start_sample();
Sample partial_sample();
Sample nothing_ran_sample();
/// A GO with a scenario and a report's case that failed in quarantine.
Sample quarantined_sample();

/// What the failed sample's scenario file says.
std::string scenario_source();

}  // namespace gonogo::test
