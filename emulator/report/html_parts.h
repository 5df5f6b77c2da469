// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "emulator/report/html.h"
#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

/// The page's style sheet: light and dark, narrow and printed.
std::string_view html_style();

/// One row a container, its health as shade; one or more of scenarios. Empty without either.
Html html_timeline(const RunResult& result);

/// What did not pass, open; "" when all did.
Html html_failures(const RunResult& result, const Verdict& verdict);

/// All scenarios, closed, with filters that work without script.
Html html_scenarios(const RunResult& result, const Verdict& verdict);

/// What was mirrored, approximated, not mirrored; tasks, services, refused calls.
Html html_environment(const RunResult& result, const Verdict& verdict);

/// A heading and what is below it; nothing when that is empty.
Html html_section(std::string_view title, const Html& content);

/// A table; cells are escaped. Nothing without rows.
Html html_table(const std::vector<std::string>& head,
                const std::vector<std::vector<std::string>>& rows);

}  // namespace gonogo
