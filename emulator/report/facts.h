// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

/// GO only when decision and exit code agree on it: no report may be greener than the exit code.
Decision shown_decision(const Verdict& verdict);

/// "GO", "NO-GO", "CANNOT-TELL"; of a partial run "PASSED", "FAILED", "CANNOT-TELL".
std::string verdict_word(const Verdict& verdict);

/// "launches 4be1c02", with what the gate would refuse: no commit, a dirty tree.
std::string subject_text(const RunResult& result, const Verdict& verdict);

/// What follows the verdict word: "226 passed in 4.1 s …", "1 of 226 failed", or the first reason.
std::string headline(const RunResult& result, const Verdict& verdict);

/// The first reason with its code; "" where the headline already is that reason.
std::string first_reason(const RunResult& result, const Verdict& verdict);

/// Further sentences for people: how a task died, what a loss means, what is to be done.
std::vector<std::string> explanation(const RunResult& result, const Verdict& verdict,
                                     const std::string& run_folder);

/// "bound to commit 4be1c02, 2 task definitions, 2 images, policy 9c1f".
std::string binding_text(const Verdict& verdict);

/// "valid until 14:05 UTC", with the date where it is another day; "" unless a full GO.
std::string validity_text(const Verdict& verdict);

/// Names of the variables and --set that were not as the files say; "" where all were.
std::string changed_settings(const Verdict& verdict);

/// Who lets a verdict deploy that is no GO, until when and why; "" where nobody does.
std::string override_text(const Verdict& verdict);

/// Code and text of each warning but the override.
std::vector<std::string> warning_lines(const Verdict& verdict);

/// The warning that excuses a scenario's failure, or with `case_id` that of a case of its report;
/// nullptr where the policy excuses none.
const Reason* excuse_for(const Verdict& verdict, const std::string& scenario,
                         const std::string& case_id = "");

/// It failed, or could not be tried, and the policy's quarantine excuses that.
bool is_excused(const ScenarioResult& scenario, const Verdict& verdict);

/// How a scenario ended, for people: "failed", or "failed, in quarantine".
std::string outcome_text(const ScenarioResult& scenario, const Verdict& verdict);

/// The ids of approximations, joined.
std::string approximation_ids(const Verdict& verdict);

/// The scenario's name; with the example that its id names.
std::string label_of(const ScenarioResult& scenario);
Nanoseconds duration_of(const ScenarioResult& scenario);

/// The reason that the verdict gives for a scenario, or nullptr.
const Reason* reason_for(const Verdict& verdict, const std::string& scenario);

/// failed or errored.
bool is_bad(Outcome outcome);

/// What was tried and did not pass: what failed, then what is flaky, then what could not be tried.
std::vector<const ScenarioResult*> not_passed(const RunResult& result);

/// Ids of scenarios that had to run and have no result or did not run.
std::vector<std::string> not_run(const RunResult& result);

}  // namespace gonogo
