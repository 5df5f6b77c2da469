// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "emulator/verdict/excuses.h"

namespace gonogo {

/// How many of what there are: a reported case counts 1, a scenario without a report 1, a step never.
/// A scenario that failed although all of its cases passed counts as one failure more. What is excused
/// counts as quarantined, never as passed.
std::map<std::string, Counts> count_by_kind(const RunResult& result, const Excuses& excuses);
Counts sum_of(const std::map<std::string, Counts>& kinds);

}  // namespace gonogo
