// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

struct FailedCheck {
  std::string what;
  std::string actual;
  std::string expected;  ///< with its operator, unless that is equality
  Mark mark{};
  std::vector<std::string> difference{};  ///< line by line, where the values are long (difference.h)
};

/// What a person needs of a scenario that did not pass, the same in every report.
struct Failure {
  std::string title;
  std::string outcome;
  bool is_excused = false;  ///< by the policy's quarantine
  std::string step{};  ///< its name, or its verb
  Location where{};    ///< of the first failed check, else of the step or scenario
  std::string reason{};
  std::string request{};
  std::string response{};
  std::string rows{};
  std::string output{};
  std::string error{};
  std::vector<FailedCheck> checks{};
  std::vector<std::string> cases{};      ///< failed cases of a report: "name: message"
  std::vector<std::string> log_lines{};  ///< "backend/app  14:02:11.204  text"
  std::vector<std::string> evidence{};
  std::string send_again{};  ///< the command that sends the same request
  std::string again{};       ///< the command that runs the scenario again
  std::string retry_note{};  ///< how the second attempt ended; "" when there was none
};

/// Of the first attempt that did not pass: a later pass does not explain it.
Failure failure_of(const ScenarioResult& scenario, const Verdict& verdict);

}  // namespace gonogo
