// SPDX-License-Identifier: Apache-2.0
#include "emulator/verdict/counting.h"

#include <algorithm>

namespace gonogo {
namespace {

void count(Outcome outcome, bool excused, Counts& counts) {
  ++counts.total;
  if (excused) {
    ++counts.quarantined;
    return;
  }
  switch (outcome) {
    case Outcome::passed: ++counts.passed; break;
    case Outcome::failed: ++counts.failed; break;
    case Outcome::errored: ++counts.errored; break;
    case Outcome::skipped: ++counts.skipped; break;
    case Outcome::flaky: ++counts.flaky; break;
    case Outcome::not_run: ++counts.not_run; break;
  }
}

bool all_passed(const ScenarioResult& scenario) {
  return std::all_of(scenario.cases.begin(), scenario.cases.end(), [](const CaseResult& each) {
    return each.outcome == Outcome::passed || each.outcome == Outcome::skipped ||
           each.outcome == Outcome::flaky;
  });
}

}  // namespace

std::map<std::string, Counts> count_by_kind(const RunResult& result, const Excuses& excuses) {
  std::map<std::string, Counts> kinds{{"unit", {}}, {"regression", {}}, {"acceptance", {}}};
  for (const ScenarioResult& scenario : result.scenarios) {
    Counts& counts = kinds[scenario.kind];
    for (const CaseResult& each : scenario.cases)
      count(each.outcome, excuses.excuses(case_id(scenario, each)), counts);
    const bool speaks_itself = scenario.cases.empty() ||
                               (scenario.outcome != Outcome::passed && all_passed(scenario));
    if (speaks_itself) count(scenario.outcome, excuses.excuses(scenario.id), counts);
  }
  return kinds;
}

Counts sum_of(const std::map<std::string, Counts>& kinds) {
  Counts sum;
  for (const auto& [kind, counts] : kinds) {
    sum.total += counts.total;
    sum.passed += counts.passed;
    sum.failed += counts.failed;
    sum.errored += counts.errored;
    sum.skipped += counts.skipped;
    sum.flaky += counts.flaky;
    sum.not_run += counts.not_run;
    sum.quarantined += counts.quarantined;
  }
  return sum;
}

}  // namespace gonogo
