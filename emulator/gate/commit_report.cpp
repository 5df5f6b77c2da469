// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/commit_report.h"

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/report/cases.h"
#include "emulator/report/facts.h"
#include "emulator/report/plain.h"

namespace gonogo {
namespace {

// https://developer.atlassian.com/cloud/bitbucket/rest/api-group-reports/ and
// https://developer.atlassian.com/cloud/bitbucket/rest/api-group-commit-statuses/
constexpr size_t longest_description = 250;
constexpr size_t longest_details = 2'000;
constexpr size_t longest_summary = 200;
constexpr size_t annotations_a_body = 100;
constexpr size_t most_annotations = 1'000;

std::string page_of(const CommitPlace& place) {
  if (!place.page.empty()) return place.page;
  return "https://bitbucket.org/" + place.repository + "/commits/" + place.commit;
}

std::string sentence_of(const std::optional<JudgedRun>& judged) {
  if (!judged) return "no verdict: the run did not come to its end, or there was none";
  const Verdict& verdict = judged->verdict;
  const Counts& counts = verdict.counts;
  const std::string passed =
      std::to_string(counts.passed) + " of " + std::to_string(counts.total) + " passed";
  if (!verdict.full) return "partial, not a release verdict: " + passed;
  const std::string override = override_text(verdict);
  const std::string word =
      std::string(to_text(verdict.decision)) + (override.empty() ? "" : " (" + override + ")");
  if (verdict.decision == Decision::go && judged->refused)
    return "no release: " + judged->refused->text;
  if (verdict.decision == Decision::go) return word + ": " + passed;
  const std::string why = verdict.reasons.empty()
                              ? passed
                              : verdict.reasons.front().code + ": " + verdict.reasons.front().text;
  return word + ": " + why;
}

Value datum(const std::string& title, const std::string& type, Value value) {
  return Value::object({{"title", title}, {"type", type}, {"value", std::move(value)}});
}

std::int64_t epoch_milliseconds(WallTime time) {
  return std::chrono::duration_cast<Milliseconds>(time.time_since_epoch()).count();
}

Value data_of(const JudgedRun& judged) {
  const Verdict& verdict = judged.verdict;
  const Counts& counts = verdict.counts;
  Value data = Value::array();
  data.push(datum("Verdict", "TEXT",
                  std::string(to_text(verdict.decision)) + (verdict.full ? "" : " (partial)")));
  const std::pair<const char*, int> numbers[] = {
      {"Passed", counts.passed},           {"Failed", counts.failed},
      {"Not tried", counts.errored},       {"Flaky", counts.flaky},
      {"Quarantined", counts.quarantined}, {"Skipped", counts.skipped},
      {"Not run", counts.not_run}};
  for (const auto& [title, number] : numbers) data.push(datum(title, "NUMBER", number));
  data.push(datum("Duration", "DURATION",
                  epoch_milliseconds(verdict.finished) - epoch_milliseconds(verdict.started)));
  data.push(datum("Valid until", "DATE", epoch_milliseconds(verdict.expires)));
  return data;
}

Value annotation_of(const ReportedCase& each) {
  const bool failed = each.outcome == Outcome::failed;
  Value annotation = Value::object(
      {{"external_id", "gonogo-" + sha256(each.class_name + "\n" + each.name).substr(0, 40)},
       {"title", cut(printable(each.name), longest_summary)},
       {"annotation_type", "BUG"},
       {"summary", cut(printable(each.name + (each.message.empty() ? "" : ": " + each.message)),
                       longest_summary)},
       {"result", "FAILED"},
       {"severity", failed ? "HIGH" : "MEDIUM"}});
  if (!each.detail.empty()) annotation.set("details", cut(printable(each.detail), longest_details));
  if (!each.file.empty() && !each.file.starts_with('/')) {
    annotation.set("path", each.file);
    if (each.line > 0) annotation.set("line", each.line);
  }
  return annotation;
}

}  // namespace

std::string build_state(const std::optional<JudgedRun>& judged) {
  if (!judged) return "FAILED";
  const Verdict& verdict = judged->verdict;
  if (verdict.decision != Decision::go || verdict.exit_code != exit_code::go) return "FAILED";
  return verdict.full && !judged->refused ? "SUCCESSFUL" : "STOPPED";
}

Value build_status(const CommitPlace& place, const std::string& state,
                   const std::optional<JudgedRun>& judged) {
  Value status =
      Value::object({{"key", "gonogo"},
                     {"name", "gonogo"},
                     {"state", state},
                     {"url", page_of(place)},
                     {"description", state == "INPROGRESS" ? "is being judged"
                                                           : cut(printable(sentence_of(judged)),
                                                                 longest_description)}});
  if (!place.branch.empty()) status.set("refname", place.branch);
  return status;
}

Value insights_report(const CommitPlace& place, const std::optional<JudgedRun>& judged) {
  Value report =
      Value::object({{"title", "gonogo"},
                     {"details", cut(printable(sentence_of(judged)), longest_details)},
                     {"external_id", "gonogo"},
                     {"reporter", "gonogo"},
                     {"report_type", "TEST"},
                     {"link", page_of(place)},
                     {"result", build_state(judged) == "SUCCESSFUL" ? "PASSED" : "FAILED"}});
  report.set("data", judged ? data_of(*judged) : Value::array());
  return report;
}

std::vector<Value> insights_annotations(const std::optional<JudgedRun>& judged) {
  std::vector<Value> bodies;
  if (!judged) return bodies;
  size_t count = 0;
  for (const ReportedCase& each : cases_of(judged->results, judged->verdict)) {
    if (each.outcome != Outcome::failed && each.outcome != Outcome::errored) continue;
    if (count == most_annotations) break;
    if (count++ % annotations_a_body == 0) bodies.push_back(Value::array());
    bodies.back().push(annotation_of(each));
  }
  return bodies;
}

}  // namespace gonogo
