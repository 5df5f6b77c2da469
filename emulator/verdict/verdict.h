// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/project/project.h"
#include "emulator/run/run_result.h"

namespace gonogo {

enum class Decision { go, no_go, cannot_tell };

/// The exit codes of design.md §4. Anything but 0 blocks.
namespace exit_code {
constexpr int go = 0;
constexpr int no_go = 1;
constexpr int bad_input = 2;
constexpr int cannot_tell = 3;
constexpr int nothing_ran = 4;
constexpr int gate_could_not_act = 5;
constexpr int bug = 70;
constexpr int interrupted = 130;
}  // namespace exit_code

struct Reason {
  std::string code;  ///< kebab-case, stable: "scenario-failed", "tree-dirty", …
  std::string text;  ///< one sentence
  std::string scenario{};  ///< id
  std::string repro{};     ///< the command that shows it again
  /// Where it is told whole: files of the run's folder, and JSON pointers into them.
  std::vector<std::string> evidence{};
};

struct Counts {
  int total = 0;
  int passed = 0;
  int failed = 0;
  int errored = 0;
  int skipped = 0;
  int flaky = 0;
  int not_run = 0;
  int quarantined = 0;  ///< failed, and excused by the policy
  friend bool operator==(const Counts&, const Counts&) = default;
};

struct Verdict {
  bool full = false;
  Decision decision = Decision::cannot_tell;
  int exit_code = exit_code::cannot_tell;
  std::vector<Reason> reasons{};   ///< the first is the one that decided
  std::vector<Reason> warnings{};  ///< do not change the decision
  Counts counts{};
  std::map<std::string, Counts> kinds{};
  Subject subject{};
  std::string policy_sha256{};
  WallTime started{};
  WallTime finished{};
  WallTime expires{};
  std::string project{};
  std::vector<Approximation> approximated{};
  std::vector<Approximation> not_mirrored{};
  int mirrored = 0;
};

/// The judge: pure and total. GO only when everything required ran and passed and the policy holds;
/// whatever is absent, cut short or unknown is not GO. Order among outcomes: decisions.md.
Verdict judge(const RunResult& result, const Policy& policy);

/// verdict.json (`gonogo.verdict/1`) and back; an unknown major schema is an Error.
Value to_value(const Verdict& verdict);
Result<Verdict> verdict_of(const Value& value);

std::string_view to_text(Decision decision);  ///< "GO", "NO-GO", "CANNOT-TELL"

/// What can be approximated and whether that is harmless; docs are generated from it.
struct ApproximationKind {
  std::string_view id;
  bool harmless;
  std::string_view text;
};
const std::vector<ApproximationKind>& approximation_kinds();

}  // namespace gonogo
