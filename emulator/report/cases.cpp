// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/cases.h"

#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/report/facts.h"
#include "emulator/report/plain.h"
#include "emulator/report/text_failure.h"
#include "emulator/verdict/excuses.h"

namespace gonogo {
namespace {

std::string suite_of(const ScenarioResult& scenario) {
  return scenario.kind.empty() ? "scenarios" : scenario.kind;
}

// What is in quarantine ran and failed, and the policy excuses it: no reader has a word for that,
// and "skipped" with the reason is neither green nor red.
void take_excuse(const Reason* excuse, ReportedCase& reported) {
  if (excuse == nullptr || !is_bad(reported.outcome)) return;
  reported.outcome = Outcome::skipped;
  reported.type = excuse->code;
  reported.message = "in quarantine: " + excuse->text;
}

ReportedCase case_of(const ScenarioResult& scenario, const CaseResult& one,
                     const Verdict& verdict) {
  ReportedCase reported{.suite = suite_of(scenario),
                        .class_name = one.class_name.empty() ? scenario.file : one.class_name,
                        .name = one.name,
                        .file = scenario.file,
                        .line = scenario.line,
                        .outcome = one.outcome,
                        .duration = one.duration,
                        .message = one.message,
                        .scenario = &scenario};
  if (one.outcome == Outcome::not_run) reported.outcome = Outcome::failed;
  if (one.outcome == Outcome::flaky)
    reported.outcome = reason_for(verdict, scenario.id) ? Outcome::failed : Outcome::passed;
  if (is_bad(reported.outcome)) {
    reported.type = "case-failed";
    reported.detail = one.message;
    if (reported.message.empty()) reported.message = "failed without a message";
  }
  take_excuse(excuse_for(verdict, scenario.id, case_id(scenario, one)), reported);
  return reported;
}

// A verdict's reason against a scenario makes its case fail, whatever its own outcome: a flaky one
// passed in the end, yet the policy may forbid it.
Outcome outcome_in(const ScenarioResult& scenario, const Reason* reason) {
  switch (scenario.outcome) {
    case Outcome::passed:
    case Outcome::flaky:
    case Outcome::skipped:
      if (reason != nullptr) return Outcome::failed;
      return scenario.outcome == Outcome::skipped ? Outcome::skipped : Outcome::passed;
    case Outcome::errored: return Outcome::errored;
    case Outcome::failed:
    case Outcome::not_run: return Outcome::failed;
  }
  return Outcome::failed;
}

ReportedCase case_of(const ScenarioResult& scenario, const Verdict& verdict) {
  const Reason* reason = reason_for(verdict, scenario.id);
  ReportedCase reported{.suite = suite_of(scenario),
                        .class_name = scenario.file,
                        .name = label_of(scenario),
                        .file = scenario.file,
                        .line = scenario.line,
                        .outcome = outcome_in(scenario, reason),
                        .duration = duration_of(scenario),
                        .message = scenario.reason,
                        .scenario = &scenario,
                        .is_scenario = true};
  if (reported.outcome == Outcome::passed) reported.message.clear();
  if (!is_bad(reported.outcome)) return reported;
  reported.type = reason != nullptr                      ? reason->code
                  : scenario.outcome == Outcome::errored ? "scenario-errored"
                                                         : "scenario-failed";
  if (scenario.outcome == Outcome::not_run) reported.type = "scenario-not-run";
  // Its own reason is that of the first attempt; a flaky one passed in the end.
  if (reported.message.empty() || (reason != nullptr && scenario.outcome == Outcome::flaky))
    reported.message =
        reason != nullptr ? reason->text : "the scenario " + std::string(to_text(scenario.outcome));
  reported.detail = failure_text(failure_of(scenario, verdict));
  take_excuse(excuse_for(verdict, scenario.id), reported);
  return reported;
}

// Its reported cases stand for a scenario; beside them it is a case only where they don't tell that
// it went wrong, or where there are none.
void add_scenario(const ScenarioResult& scenario, const Verdict& verdict,
                  std::vector<ReportedCase>& cases) {
  bool told = false;
  for (const CaseResult& one : scenario.cases) {
    cases.push_back(case_of(scenario, one, verdict));
    told = told || is_bad(cases.back().outcome) || cases.back().type == "quarantined";
  }
  const ReportedCase whole = case_of(scenario, verdict);
  if (scenario.cases.empty() || (is_bad(whole.outcome) && !told)) cases.push_back(whole);
}

ReportedCase absent_case(const std::string& id) {
  const size_t hash = id.find('#');
  const bool named = hash != std::string::npos;
  return {.suite = "verdict",
          .class_name = named ? id.substr(0, hash) : "gonogo",
          .name = named ? id.substr(hash + 1) : id,
          .file = named ? id.substr(0, hash) : "",
          .outcome = Outcome::failed,
          .type = "scenario-not-run",
          .message = "this scenario had to run and did not",
          .detail = id};
}

ReportedCase verdict_case(const Reason& reason, Decision decision) {
  return {.suite = "verdict",
          .class_name = "gonogo verdict",
          .name = reason.code,
          .outcome = decision == Decision::cannot_tell ? Outcome::errored : Outcome::failed,
          .type = reason.code,
          .message = reason.text,
          .detail = reason.repro.empty() ? reason.text : reason.text + "\nagain: " + reason.repro};
}

void add_verdict_cases(const RunResult& result, const Verdict& verdict,
                       std::vector<ReportedCase>& cases) {
  const Decision decision = shown_decision(verdict);
  if (decision == Decision::go) return;
  const auto has_result = [&](const std::string& id) {
    return std::any_of(result.scenarios.begin(), result.scenarios.end(),
                       [&](const ScenarioResult& scenario) { return scenario.id == id; });
  };
  for (const Reason& reason : verdict.reasons)
    if (reason.scenario.empty() || !has_result(reason.scenario))
      cases.push_back(verdict_case(reason, decision));
  const bool any_bad = std::any_of(cases.begin(), cases.end(),
                                   [](const ReportedCase& one) { return is_bad(one.outcome); });
  if (!any_bad)
    cases.push_back(verdict_case({.code = "not-go", .text = headline(result, verdict)}, decision));
}

// Readers drop or mistake the second of two cases of one name (GitLab, unit test reports; GitHub's
// mikepenz/action-junit-report takes them for retries).
void make_unique(std::vector<ReportedCase>& cases) {
  std::set<std::pair<std::string, std::string>> seen;
  // Shorter than what readers cut names to, so that the number stays.
  constexpr size_t longest = 1'900;
  for (ReportedCase& one : cases) {
    const std::string name = one.name.empty() ? "(no name)" : cut(one.name, longest);
    one.name = name;
    one.class_name = cut(one.class_name, longest);
    for (int n = 2; !seen.emplace(one.class_name, one.name).second; ++n)
      one.name = name + " (" + std::to_string(n) + ")";
  }
}

}  // namespace

std::vector<ReportedCase> cases_of(const RunResult& result, const Verdict& verdict) {
  std::vector<ReportedCase> cases;
  std::set<std::string> have;
  for (const ScenarioResult& scenario : result.scenarios) {
    add_scenario(scenario, verdict, cases);
    have.insert(scenario.id);
  }
  for (const std::string& id : result.expected)
    if (have.insert(id).second) cases.push_back(absent_case(id));
  add_verdict_cases(result, verdict, cases);
  make_unique(cases);
  return cases;
}

}  // namespace gonogo
