// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "emulator/report/html.h"
#include "emulator/report/reports.h"
#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

/// The page's style sheet: light and dark, narrow and printed.
std::string_view html_style();

/// One row a container, its health as shade; one or more of scenarios. Empty without either.
Html html_timeline(const RunResult& result);

/// The page's own script, the only one that may run: it filters by text and moves through the
/// timeline. Everything can be read without it.
std::string_view html_script();

/// What did not pass, open; "" when all did.
Html html_failures(const RunResult& result, const Verdict& verdict, const HtmlOptions& options);

/// All scenarios, closed, with filters by kind and state that work without script.
Html html_scenarios(const RunResult& result, const Verdict& verdict, const HtmlOptions& options);

/// Each step of each attempt: request, response, rows, output, checks, screenshots; then the log.
Html html_steps(const ScenarioResult& scenario, const HtmlOptions& options);

/// Screenshots in the page itself, links to the rest.
Html html_evidence(const std::vector<std::string>& paths, const HtmlOptions& options);

/// A title and a text as it is; nothing without text.
Html html_block(std::string_view title, const std::string& text);

/// The colour's class: "good", "bad" or "doubt". It only repeats a word.
std::string html_tone(Outcome outcome);

/// What was mirrored, approximated, not mirrored; tasks, services, refused calls.
Html html_environment(const RunResult& result, const Verdict& verdict);

/// A heading and what is below it; nothing when that is empty.
Html html_section(std::string_view title, const Html& content, std::string_view look = "");

/// A table; cells are escaped. Nothing without rows.
Html html_table(const std::vector<std::string>& head,
                const std::vector<std::vector<std::string>>& rows);

}  // namespace gonogo
