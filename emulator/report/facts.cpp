// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/facts.h"

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/report/dead_task.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

constexpr std::string_view override_code = "overridden";
constexpr std::string_view partial_note = " (partial: not a release verdict)";

std::string of_total(int n, const Counts& counts) {
  return std::to_string(n) + " of " + std::to_string(counts.total);
}

std::string counts_text(const Counts& counts) {
  std::vector<std::string> parts;
  const auto add = [&](int n, const char* word) {
    if (n == 0) return;
    parts.push_back((parts.empty() ? of_total(n, counts) : std::to_string(n)) + " " + word);
  };
  add(counts.failed, "failed");
  add(counts.errored, "could not be tried");
  add(counts.quarantined, "in quarantine");
  add(counts.flaky, "flaky");
  add(counts.not_run, "did not run");
  return join(parts, ", ");
}

std::string passed_text(const RunResult& result, const Verdict& verdict) {
  const Counts& counts = verdict.counts;
  std::string text = std::to_string(counts.passed) + " passed";
  if (counts.quarantined > 0)
    text += ", " + std::to_string(counts.quarantined) + " failed in quarantine";
  if (counts.flaky > 0) text += ", " + std::to_string(counts.flaky) + " flaky";
  if (counts.skipped > 0) text += ", " + std::to_string(counts.skipped) + " skipped";
  text += " in " + time_text(result.finished - result.started);
  if (result.environment_ready.count() > 0)
    text += " (environment " + time_text(result.environment_ready) + ")";
  return text;
}

std::string partial_text(const Verdict& verdict) {
  const bool passed = shown_decision(verdict) == Decision::go;
  const std::string text = passed ? of_total(verdict.counts.passed, verdict.counts) + " selected"
                                  : counts_text(verdict.counts) + " of those selected";
  return text + std::string(partial_note);
}

std::string meaning_of(int code) {
  switch (code) {
    case exit_code::bad_input: return "an input is wrong; nothing was judged. Exit 2.";
    case exit_code::cannot_tell: return "this says nothing about the product. Exit 3.";
    case exit_code::nothing_ran: return "what was not tried proves nothing. Exit 4.";
    case exit_code::bug:
      return "this is a bug in gonogo and says nothing about the product. Exit 70.";
    case exit_code::interrupted: return "this says nothing about the product. Exit 130.";
    default: return "";
  }
}

void tell_infrastructure_loss(const RunResult& result, const std::string& run_folder,
                              std::vector<std::string>& lines) {
  const auto during = std::find_if(
      result.scenarios.begin(), result.scenarios.end(),
      [](const ScenarioResult& scenario) { return scenario.outcome == Outcome::errored; });
  const auto ran = std::count_if(
      result.scenarios.begin(), result.scenarios.end(), [](const ScenarioResult& scenario) {
        return scenario.outcome == Outcome::passed || scenario.outcome == Outcome::failed ||
               scenario.outcome == Outcome::flaky;
      });
  const size_t all = std::max(result.expected.size(), result.scenarios.size());
  std::string text =
      std::to_string(ran) + " of " + count_of(static_cast<long long>(all), "scenario") + " had run";
  if (during != result.scenarios.end())
    text = "it happened during \"" + label_of(*during) + "\"; " + text;
  lines.push_back(text);
  if (result.loss && !result.loss->detail.empty()) lines.push_back(result.loss->detail);
  if (result.loss && !run_folder.empty())
    lines.push_back("log: " + run_folder + "/logs/" + result.loss->who + ".log");
}

// `said`: the line above, which has it all where the start is what decided.
void tell_start_failure(const StartFailure& failure, const std::string& said,
                        std::vector<std::string>& lines) {
  const Error& error = failure.error;
  const auto is_new = [&said](const std::string& text) {
    return !text.empty() && said.find(text) == std::string::npos;
  };
  if (const std::string place = to_text(error.where); is_new(place))
    lines.push_back("at " + place);
  if (is_new(error.seen)) lines.push_back("seen: " + error.seen);
  if (!error.hint.empty()) lines.push_back("try: " + error.hint);
}

bool decided_by_scenario(const Verdict& verdict) {
  return !verdict.reasons.empty() && !verdict.reasons.front().scenario.empty();
}

}  // namespace

Decision shown_decision(const Verdict& verdict) {
  if (verdict.decision == Decision::go && verdict.exit_code != exit_code::go)
    return Decision::cannot_tell;
  return verdict.decision;
}

std::string verdict_word(const Verdict& verdict) {
  const Decision decision = shown_decision(verdict);
  if (verdict.full || decision == Decision::cannot_tell) return std::string(to_text(decision));
  return decision == Decision::go ? "PASSED" : "FAILED";
}

std::string subject_text(const RunResult& result, const Verdict& verdict) {
  const std::string name = result.project.empty() ? verdict.project : result.project;
  const Subject& subject = verdict.subject;
  if (subject.commit.empty()) return name + " (no commit: gate will refuse)";
  return name + " " + short_id(subject.commit) +
         (subject.dirty ? " (dirty: gate will refuse)" : "");
}

std::string headline(const RunResult& result, const Verdict& verdict) {
  const Decision decision = shown_decision(verdict);
  if (decision != verdict.decision)
    return "the verdict contradicts itself: GO with exit code " + std::to_string(verdict.exit_code);
  if (decision == Decision::go)
    return verdict.full ? passed_text(result, verdict) : partial_text(verdict);
  const std::string counted = counts_text(verdict.counts);
  if (decided_by_scenario(verdict) && !counted.empty())
    return verdict.full ? counted : partial_text(verdict);
  const std::string text =
      verdict.reasons.empty() ? "no reason was given" : verdict.reasons.front().text;
  return verdict.full ? text : text + std::string(partial_note);
}

std::string first_reason(const RunResult& result, const Verdict& verdict) {
  if (verdict.reasons.empty() || shown_decision(verdict) == Decision::go) return "";
  const Reason& first = verdict.reasons.front();
  if (headline(result, verdict).rfind(first.text, 0) == 0) return "";
  return first.code + ": " + first.text;
}

std::vector<std::string> explanation(const RunResult& result, const Verdict& verdict,
                                     const std::string& run_folder) {
  std::vector<std::string> lines;
  const Decision decision = shown_decision(verdict);
  if (decision == Decision::go || decided_by_scenario(verdict)) return lines;
  if (result.start_failure)
    tell_start_failure(*result.start_failure, headline(result, verdict), lines);
  if (decision == Decision::no_go && result.loss && result.loss->kind == Loss::Kind::product)
    lines = tell_dead_task(result, run_folder);
  if (decision == Decision::cannot_tell && (result.loss || result.interrupted))
    tell_infrastructure_loss(result, run_folder, lines);
  if (const std::string meaning = meaning_of(verdict.exit_code); !meaning.empty())
    lines.push_back(meaning);
  return lines;
}

std::string binding_text(const Verdict& verdict) {
  const Subject& subject = verdict.subject;
  std::vector<std::string> parts;
  parts.push_back(subject.commit.empty() ? "no commit" : "commit " + short_id(subject.commit));
  parts.push_back(
      count_of(static_cast<long long>(subject.task_definitions.size()), "task definition"));
  parts.push_back(count_of(static_cast<long long>(subject.images.size()), "image"));
  if (!verdict.policy_sha256.empty())
    parts.push_back("policy " + short_id(verdict.policy_sha256, 4));
  if (const std::string changed = changed_settings(verdict); !changed.empty())
    parts.push_back("with other values of " + changed);
  return "bound to " + join(parts, ", ");
}

std::string validity_text(const Verdict& verdict) {
  if (!verdict.full || shown_decision(verdict) != Decision::go) return "";
  const std::string end = to_rfc3339(verdict.expires);
  const bool same_day = end.substr(0, 10) == to_rfc3339(verdict.finished).substr(0, 10);
  return "valid until " + (same_day ? "" : end.substr(0, 10) + " ") + end.substr(11, 5) + " UTC";
}

std::string changed_settings(const Verdict& verdict) {
  std::vector<std::string> names;
  for (const auto& [name, digest] : verdict.subject.overrides) names.push_back(name);
  return join(names, ", ");
}

std::string override_text(const Verdict& verdict) {
  for (const Reason& warning : verdict.warnings)
    if (warning.code == override_code) return warning.text;
  return "";
}

std::vector<std::string> warning_lines(const Verdict& verdict) {
  std::vector<std::string> lines;
  for (const Reason& warning : verdict.warnings)
    if (warning.code != override_code) lines.push_back(warning.code + ": " + warning.text);
  return lines;
}

const Reason* excuse_for(const Verdict& verdict, const std::string& scenario,
                         const std::string& case_id) {
  if (reason_for(verdict, scenario) != nullptr) return nullptr;
  for (const Reason& warning : verdict.warnings)
    if (warning.code == "quarantined" && warning.scenario == scenario &&
        (case_id.empty() || warning.text.starts_with(case_id + " ")))
      return &warning;
  return nullptr;
}

bool is_excused(const ScenarioResult& scenario, const Verdict& verdict) {
  return is_bad(scenario.outcome) && excuse_for(verdict, scenario.id) != nullptr;
}

std::string outcome_text(const ScenarioResult& scenario, const Verdict& verdict) {
  return std::string(to_text(scenario.outcome)) +
         (is_excused(scenario, verdict) ? ", in quarantine" : "");
}

std::string approximation_ids(const Verdict& verdict) {
  std::vector<std::string> ids;
  for (const Approximation& approximation : verdict.approximated)
    if (std::find(ids.begin(), ids.end(), approximation.id) == ids.end())
      ids.push_back(approximation.id);
  return join(ids, ", ");
}

std::string label_of(const ScenarioResult& scenario) {
  const std::string marked = "#" + scenario.name + "[";
  const size_t at = scenario.id.rfind(marked);
  if (at == std::string::npos || scenario.id.back() != ']') return scenario.name;
  return scenario.name + " " + scenario.id.substr(at + marked.size() - 1);
}

Nanoseconds duration_of(const ScenarioResult& scenario) {
  if (scenario.ended > scenario.started) return scenario.ended - scenario.started;
  Nanoseconds total{};
  for (const Attempt& attempt : scenario.attempts) total += attempt.duration;
  return total;
}

const Reason* reason_for(const Verdict& verdict, const std::string& scenario) {
  const auto found = std::find_if(verdict.reasons.begin(), verdict.reasons.end(),
                                  [&](const Reason& r) { return r.scenario == scenario; });
  return found != verdict.reasons.end() && !scenario.empty() ? &*found : nullptr;
}

bool is_bad(Outcome outcome) { return outcome == Outcome::failed || outcome == Outcome::errored; }

std::vector<const ScenarioResult*> not_passed(const RunResult& result) {
  std::vector<const ScenarioResult*> scenarios;
  for (const Outcome outcome : {Outcome::failed, Outcome::flaky, Outcome::errored})
    for (const ScenarioResult& scenario : result.scenarios)
      if (scenario.outcome == outcome) scenarios.push_back(&scenario);
  return scenarios;
}

std::vector<std::string> not_run(const RunResult& result) {
  std::vector<std::string> ids;
  for (const std::string& id : result.expected)
    if (std::none_of(result.scenarios.begin(), result.scenarios.end(),
                     [&](const ScenarioResult& scenario) { return scenario.id == id; }))
      ids.push_back(id);
  for (const ScenarioResult& scenario : result.scenarios)
    if (scenario.outcome == Outcome::not_run) ids.push_back(scenario.id);
  return ids;
}

}  // namespace gonogo
