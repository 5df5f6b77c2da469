// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/verdict/against.h"

namespace gonogo {
namespace {

/// The scenario that an entry is about, and how what it names ended; nothing where it is not there.
struct Named {
  const ScenarioResult* scenario = nullptr;
  std::optional<Outcome> outcome{};
};

Named find_named(const RunResult& result, const std::string& id) {
  for (const ScenarioResult& scenario : result.scenarios) {
    if (scenario.id == id) return {&scenario, scenario.outcome};
    for (const CaseResult& each : scenario.cases)
      if (case_id(scenario, each) == id) return {&scenario, each.outcome};
  }
  return {};
}

std::string owned(const Quarantine& entry) {
  return entry.owner + ", " + entry.ticket + ": " + entry.reason;
}

bool was_executed(const Named& named) {
  return named.outcome && *named.outcome != Outcome::skipped && *named.outcome != Outcome::not_run;
}

void look_at_entry(const Quarantine& entry, const Case& given, Against& found) {
  const Named named = find_named(given.result, entry.id);
  if (!was_executed(named)) {
    if (given.result.full)
      found.no_go.push_back(
          {.code = "quarantine-not-run",
           .text = "what is in quarantine is still run, but there is no result of " + entry.id +
                   " (" + owned(entry) + ")",
           .scenario = entry.id,
           .repro = "gonogo run --list",
           .evidence = {"results.json#/scenarios"}});
    return;
  }
  const bool ended = entry.expires <= given.result.finished;
  if (*named.outcome == Outcome::passed)
    found.warnings.push_back(reason_about("quarantine-needless",
                                          entry.id + " passed" +
                                              (ended ? ", and its quarantine has ended" : "") +
                                              ": take it out of quarantine (" + owned(entry) + ")",
                                          *named.scenario, given.result));
  else if (given.excuses.excuses(entry.id))
    found.warnings.push_back(reason_about("quarantined",
                                          entry.id + " failed and is excused until " +
                                              to_rfc3339(entry.expires) + " (" + owned(entry) +
                                              "): " + named.scenario->reason,
                                          *named.scenario, given.result));
}

}  // namespace

void look_at_quarantine(const Case& given, Against& found) {
  const auto& entries = given.policy.quarantine;
  for (const Quarantine& entry : entries) look_at_entry(entry, given, found);
  const auto held = std::count_if(entries.begin(), entries.end(), [&](const Quarantine& entry) {
    return entry.expires > given.result.finished;
  });
  if (held <= given.policy.most_quarantined) return;
  found.no_go.push_back({.code = "quarantine-too-many",
                         .text = std::to_string(held) + " are in quarantine, the policy allows " +
                                 std::to_string(given.policy.most_quarantined),
                         .repro = "gonogo run",
                         .evidence = {"gonogo.yaml#/policy/quarantine"}});
}

}  // namespace gonogo
