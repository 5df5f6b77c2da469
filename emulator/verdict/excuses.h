// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>

#include "emulator/verdict/verdict.h"

namespace gonogo {

/// `<scenario id>::<class>.<case>`: what a quarantine entry names a report's case by.
std::string case_id(const ScenarioResult& scenario, const CaseResult& each);

/// What the policy's quarantine makes of a run. The run's end decides whether an entry still holds.
struct Excuses {
  std::set<std::string> ids{};                   ///< scenarios and cases whose failure is excused
  std::map<std::string, std::string> refused{};  ///< scenario id → why its entry does not excuse it

  bool excuses(const std::string& id) const { return ids.count(id) != 0; }
};

/// A failed scenario is excused when every failure in it has an entry that holds: the scenario's
/// own, or, where a step brought a report, one for each failed case. A crash, a step that could not
/// be judged and a missing case are never excused.
Excuses excuses_of(const RunResult& result, const Policy& policy);

}  // namespace gonogo
