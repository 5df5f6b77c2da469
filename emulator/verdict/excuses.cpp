// SPDX-License-Identifier: Apache-2.0
#include "emulator/verdict/excuses.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace gonogo {
namespace {

const Quarantine* find_entry(const Policy& policy, const std::string& id) {
  const auto& entries = policy.quarantine;
  const auto found = std::find_if(entries.begin(), entries.end(),
                                  [&](const Quarantine& entry) { return entry.id == id; });
  return found != entries.end() ? &*found : nullptr;
}

bool is_bad(const CaseResult& each) {
  return each.outcome != Outcome::passed && each.outcome != Outcome::skipped;
}

// A program that a signal ended: a shell answers 128 + its number.
bool shows_a_crash(const CheckResult& check) {
  int code = 0;
  const std::string& text = check.actual;
  std::from_chars(text.data(), text.data() + text.size(), code);
  return !check.passed && check.what == "exit" && code > 128;
}

bool crashed(const ScenarioResult& scenario, const RunResult& result) {
  const auto& ids = result.crashed;
  if (std::find(ids.begin(), ids.end(), scenario.id) != ids.end()) return true;
  for (const Attempt& attempt : scenario.attempts)
    for (const StepResult& step : attempt.steps)
      if (std::any_of(step.checks.begin(), step.checks.end(), shows_a_crash)) return true;
  return false;
}

// A step with an error was cut short: no report, a report that can't be read, a time-out.
bool cut_short(const ScenarioResult& scenario) {
  const auto has_error = [](const StepResult& step) { return step.error.has_value(); };
  return scenario.attempts.empty() ||
         std::any_of(scenario.attempts.begin(), scenario.attempts.end(), [&](const Attempt& each) {
           return std::any_of(each.steps.begin(), each.steps.end(), has_error);
         });
}

// In a scenario with a report only its cases may have failed, and by them the program's exit code. The cases are those
// of the last attempt: what another failed of, its checks say.
bool only_cases_failed(const ScenarioResult& scenario) {
  for (const Attempt& attempt : scenario.attempts)
    for (const StepResult& step : attempt.steps)
      for (const CheckResult& check : step.checks)
        if (!check.passed && check.op != "report" && check.what != "exit") return false;
  return true;
}

/// The id of the case that a check of a report is about. One that the last attempt did not bring has none that an entry
/// could name.
std::string id_of_check(const ScenarioResult& scenario, const CheckResult& check) {
  for (const CaseResult& each : scenario.cases)
    if (check.what == check_name(each)) return case_id(scenario, each);
  return "\"" + check.what + "\"";
}

/// What has to have an entry for the scenario to be excused; nothing where no entry can.
std::vector<std::string> to_be_excused(const ScenarioResult& scenario) {
  if (scenario.cases.empty()) return {scenario.id};
  std::vector<std::string> ids;
  if (!only_cases_failed(scenario)) return ids;
  for (const CaseResult& each : scenario.cases)
    if (is_bad(each)) ids.push_back(case_id(scenario, each));
  for (const Attempt& attempt : scenario.attempts)
    for (const StepResult& step : attempt.steps)
      for (const CheckResult& check : step.checks)
        if (!check.passed && check.op == "report") ids.push_back(id_of_check(scenario, check));
  return ids;
}

/// "" or the id that two failed cases share: an entry is about one of them, nobody knows which.
std::string shared_id(const ScenarioResult& scenario) {
  std::set<std::string> ids;
  for (const CaseResult& each : scenario.cases)
    if (is_bad(each) && !ids.insert(case_id(scenario, each)).second) return case_id(scenario, each);
  return "";
}

bool names_any(const Policy& policy, const ScenarioResult& scenario) {
  return std::any_of(policy.quarantine.begin(), policy.quarantine.end(),
                     [&](const Quarantine& each) {
                       return each.id == scenario.id || each.id.starts_with(scenario.id + "::");
                     });
}

/// "" when all of it is excused.
std::string why_not(const ScenarioResult& scenario, const RunResult& result, const Policy& policy,
                    const std::vector<std::string>& ids) {
  if (crashed(scenario, result)) return "quarantine excuses no crash";
  if (cut_short(scenario)) return "quarantine excuses nothing that was cut short";
  if (ids.empty()) return "more failed than the cases of its report";
  if (const std::string shared = shared_id(scenario); !shared.empty())
    return "two failed cases are called " + shared;
  for (const std::string& id : ids) {
    const Quarantine* entry = find_entry(policy, id);
    if (entry == nullptr) return id + " is not in quarantine";
    if (entry->expires <= result.finished)
      return "its quarantine ended at " + to_rfc3339(entry->expires) + " (" + entry->owner + ", " +
             entry->ticket + ")";
  }
  return "";
}

}  // namespace

std::string case_id(const ScenarioResult& scenario, const CaseResult& each) {
  return scenario.id + "::" + (each.class_name.empty() ? "" : each.class_name + ".") + each.name;
}

Excuses excuses_of(const RunResult& result, const Policy& policy) {
  Excuses excuses;
  for (const ScenarioResult& scenario : result.scenarios) {
    const bool went_wrong =
        scenario.outcome == Outcome::failed || scenario.outcome == Outcome::flaky;
    if (!went_wrong || !names_any(policy, scenario)) continue;
    const auto ids = to_be_excused(scenario);
    const std::string refusal = why_not(scenario, result, policy, ids);
    if (!refusal.empty()) {
      excuses.refused[scenario.id] = refusal;
      continue;
    }
    excuses.ids.insert(scenario.id);
    excuses.ids.insert(ids.begin(), ids.end());
  }
  return excuses;
}

}  // namespace gonogo
