// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "emulator/io/document.h"
#include "emulator/report/cases.h"
#include "emulator/report/facts.h"
#include "emulator/report/plain.h"
#include "emulator/report/reports.h"
#include "emulator/scenario/run_scenario.h"

namespace gonogo {
namespace {

std::int64_t since_epoch(WallTime time) {
  return std::chrono::duration_cast<Milliseconds>(time.time_since_epoch()).count();
}

std::int64_t whole_milliseconds(Nanoseconds duration) {
  return std::chrono::duration_cast<Milliseconds>(duration).count();
}

// "other" would be left out of most viewers' red: what could not be tried counts as failed.
const char* status_of(Outcome outcome) {
  switch (outcome) {
    case Outcome::passed: return "passed";
    case Outcome::skipped: return "skipped";
    case Outcome::failed:
    case Outcome::errored:
    case Outcome::flaky:
    case Outcome::not_run: return "failed";
  }
  return "failed";
}

Value attempts_of(const ScenarioResult& scenario) {
  Value attempts = Value::array();
  int number = 0;
  for (const Attempt& attempt : scenario.attempts) {
    Value value = Value::object({{"attempt", ++number},
                                 {"status", status_of(attempt.outcome)},
                                 {"duration", whole_milliseconds(attempt.duration)}});
    if (attempt.started != WallTime{}) value.set("start", since_epoch(attempt.started));
    if (attempt.outcome != Outcome::passed) value.set("message", printable(first_failure(attempt)));
    attempts.push(std::move(value));
  }
  return attempts;
}

void add_scenario(const ScenarioResult& scenario, bool passed, Value& test) {
  test.set("flaky", passed && scenario.outcome == Outcome::flaky);
  if (scenario.attempts.size() > 1) {
    test.set("retries", static_cast<std::int64_t>(scenario.attempts.size()) - 1);
    test.set("retryAttempts", attempts_of(scenario));
  }
  Value tags = Value::array();
  for (const std::string& tag : scenario.tags) tags.push(tag);
  if (!scenario.tags.empty()) test.set("tags", std::move(tags));
  if (!scenario.issue.empty()) test.set("labels", Value::object({{"issue", scenario.issue}}));
}

Value test_of(const ReportedCase& one) {
  Value test = Value::object({{"name", printable(one.name)},
                              {"status", status_of(one.outcome)},
                              {"duration", whole_milliseconds(one.duration)},
                              {"suite", Value(Value::Array{one.suite, one.class_name})},
                              {"rawStatus", std::string(to_text(one.outcome))},
                              {"type", one.suite}});
  if (!one.message.empty()) test.set("message", printable(one.message));
  if (!one.detail.empty()) test.set("trace", printable(one.detail));
  if (!one.file.empty()) test.set("filePath", one.file);
  if (one.line > 0) test.set("line", one.line);
  if (one.is_scenario) add_scenario(*one.scenario, one.outcome == Outcome::passed, test);
  return test;
}

Value summary_of(const std::vector<ReportedCase>& cases, const RunResult& result) {
  int passed = 0;
  int skipped = 0;
  int flaky = 0;
  std::set<std::string> suites;
  for (const ReportedCase& one : cases) {
    suites.insert(one.suite);
    if (one.outcome == Outcome::passed) ++passed;
    if (one.outcome == Outcome::skipped) ++skipped;
    if (one.outcome == Outcome::passed && one.is_scenario &&
        one.scenario->outcome == Outcome::flaky)
      ++flaky;
  }
  const int all = static_cast<int>(cases.size());
  return Value::object({{"tests", all},
                        {"passed", passed},
                        {"failed", all - passed - skipped},
                        {"pending", 0},
                        {"skipped", skipped},
                        {"other", 0},
                        {"flaky", flaky},
                        {"suites", static_cast<int>(suites.size())},
                        {"start", since_epoch(result.started)},
                        {"stop", since_epoch(result.finished)}});
}

}  // namespace

std::string ctrf_report(const RunResult& result, const Verdict& verdict) {
  const std::vector<ReportedCase> cases = cases_of(result, verdict);
  Value tests = Value::array();
  for (const ReportedCase& one : cases) tests.push(test_of(one));
  Value about = Value::object({{"verdict", verdict_word(verdict)},
                               {"exitCode", verdict.exit_code},
                               {"scope", verdict.full ? "full" : "partial"},
                               {"quarantined", verdict.counts.quarantined}});
  if (const std::string changed = changed_settings(verdict); !changed.empty())
    about.set("otherValuesOf", printable(changed));
  if (const std::string override = override_text(verdict); !override.empty())
    about.set("overridden", printable(override));
  Value environment = Value::object({{"appName", result.project}});
  if (!verdict.subject.commit.empty()) environment.set("commit", verdict.subject.commit);
  Value results = Value::object({{"tool", Value::object({{"name", "gonogo"}})},
                                 {"summary", summary_of(cases, result)},
                                 {"tests", std::move(tests)},
                                 {"environment", std::move(environment)},
                                 {"extra", std::move(about)}});
  return to_json(Value::object({{"reportFormat", "CTRF"},
                                {"specVersion", "0.0.0"},
                                {"timestamp", to_rfc3339(result.finished)},
                                {"generatedBy", "gonogo"},
                                {"results", std::move(results)}}),
                 2) +
         "\n";
}

}  // namespace gonogo
