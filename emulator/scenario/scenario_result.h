// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// failed: a check said no. errored: it could not be tried. The two are never mixed.
enum class Outcome { passed, failed, errored, skipped, flaky, not_run };

struct CheckResult {
  std::string what;  ///< "status", "$.error", "row 1"
  Mark mark{};
  std::string op;        ///< "eq", "contains", …
  std::string expected;  ///< typed and printable: 409, "text", missing
  std::string actual;
  bool passed = false;
};

struct StepResult {
  std::string name;
  std::string verb;
  std::string waits_for{};  ///< of `wait`: the verb that it tries
  std::string file;
  int line = 0;
  Nanoseconds duration{};
  Outcome outcome = Outcome::not_run;
  std::string request{};   ///< as sent: "POST http://…\n{…}", the statement, the command
  std::string response{};  ///< "201 …\n{…}"; bodies above 64 KiB are cut and say so
  std::string rows{};      ///< a table of what SQL gave
  std::string output{};    ///< stdout and stderr
  std::string repro{};     ///< a command that sends the same again
  int attempts = 1;        ///< of retry or wait
  std::vector<CheckResult> checks{};
  std::vector<std::pair<std::string, Value>> captures{};
  std::optional<Error> error{};
  std::vector<std::string> evidence{};  ///< paths below the run's folder
};

/// A case of a test report that a step brought.
struct CaseResult {
  std::string name;
  std::string class_name;
  Outcome outcome = Outcome::passed;
  Nanoseconds duration{};
  std::string message{};
};

/// What the check of a case is called: "case Sum: adds".
std::string check_name(const CaseResult& each);

struct Attempt {
  WallTime started{};
  Nanoseconds duration{};
  Outcome outcome = Outcome::not_run;
  std::vector<StepResult> steps{};
  std::vector<std::string> log_lines{};  ///< of the tasks, around the failure
  int world = 0;                         ///< the run's world that it was tried in, from 1
};

struct ScenarioResult {
  std::string id;
  std::string name;
  std::string file;
  int line = 0;
  std::string kind;
  std::vector<std::string> tags{};
  std::string issue{};
  Outcome outcome = Outcome::not_run;
  std::string reason{};  ///< one sentence: the first thing that was not as expected
  std::vector<Attempt> attempts{};
  std::vector<CaseResult> cases{};  ///< when a step had `report:`
  Nanoseconds started{};            ///< since the run's start
  Nanoseconds ended{};
};

std::string_view to_text(Outcome outcome);  ///< "passed", …, "not-run"
Outcome outcome_of(std::string_view text);

/// The shapes of results.json (language.md) and back, losing nothing.
Value to_value(const ScenarioResult& result);
ScenarioResult scenario_result_of(const Value& value);

}  // namespace gonogo
