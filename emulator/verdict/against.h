// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/verdict/excuses.h"

namespace gonogo {

/// What speaks against a GO, by the exit code that it asks for.
struct Against {
  std::vector<Reason> input{};          ///< 2
  std::vector<Reason> failed_checks{};  ///< 1, and known before the first loss
  std::vector<Reason> cannot_tell{};    ///< 3
  std::vector<Reason> no_go{};          ///< 1
  std::vector<Reason> nothing{};        ///< 4
  std::vector<Reason> warnings{};
};

/// What every look has before it.
struct Case {
  const RunResult& result;
  const Policy& policy;
  const Excuses& excuses;
};

/// What the scenarios say: failures, losses, what is missing or contradicts itself.
void look_at_scenarios(const Case& given, Against& found);
/// What the policy asks beyond them, and what the run is bound to.
void look_at_policy(const Case& given, const Verdict& verdict, Against& found);
void look_at_quarantine(const Case& given, Against& found);
void look_at_budgets(const Case& given, Against& found);

/// A reason about one scenario, with the place of its first failure and the command that repeats
/// it.
Reason reason_about(const std::string& code, const std::string& text,
                    const ScenarioResult& scenario, const RunResult& result);
/// `"its name": why`.
std::string told(const ScenarioResult& scenario, const std::string& why);

}  // namespace gonogo
