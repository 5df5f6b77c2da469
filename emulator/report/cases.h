// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

/// A case as other tools count it. (class_name, name) is unique.
struct ReportedCase {
  std::string suite;       ///< the kind; "verdict" for what belongs to no scenario
  std::string class_name;  ///< the file, or the class that a report gave
  std::string name;
  std::string file{};
  int line = 0;
  Outcome outcome = Outcome::passed;  ///< passed, failed, errored or skipped
  Nanoseconds duration{};
  std::string type{};     ///< the reason's code
  std::string message{};  ///< one sentence
  std::string detail{};
  const ScenarioResult* scenario = nullptr;  ///< of the result; none for the verdict's own
  bool is_scenario = false;                  ///< the scenario itself, not a case of its report
};

/// All cases: a scenario or what it reported, and each absence (what did not run, what the policy
/// misses) as a case that failed. Unless the verdict is GO at least one case did not pass: a viewer
/// of test reports must never be greener than the exit code.
std::vector<ReportedCase> cases_of(const RunResult& result, const Verdict& verdict);

}  // namespace gonogo
