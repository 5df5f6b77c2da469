// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/scenario/scenario_result.h"

namespace gonogo {

/// The cases of a JUnit report: its <testcase> elements, wherever they stand. Its own totals are
/// not believed (doctest's `tests` counts assertions), but failures that no case shows are a
/// refusal. Errors: report-unreadable, report-empty, report-incomplete.
Result<std::vector<CaseResult>> read_junit(std::string_view text, const std::string& file);

}  // namespace gonogo
