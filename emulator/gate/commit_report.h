// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/gate/refusal.h"
#include "emulator/run/run_result.h"
#include "emulator/verdict/verdict.h"

namespace gonogo {

/// A run as the page of its commit shows it.
struct JudgedRun {
  RunResult results;
  Verdict verdict;
  std::optional<Refusal> refused{};  ///< why it releases nothing (refuse_unwanted)
};

/// Where a commit is at Bitbucket.
struct CommitPlace {
  std::string repository;  ///< "workspace/slug"
  std::string commit;
  std::string branch{};  ///< "" at a tag
  std::string page{};    ///< what the status links to; "" is the commit's own page
};

/// The state of Bitbucket's build status. Bitbucket has no word for CANNOT-TELL: whatever is no GO,
/// a run without an end too, is FAILED; a partial run, which judges nothing, STOPPED.
std::string build_state(const std::optional<JudgedRun>& judged);

/// `POST …/commit/{sha}/statuses/build`; `state` is INPROGRESS while the run has not ended.
Value build_status(const CommitPlace& place, const std::string& state,
                   const std::optional<JudgedRun>& judged);

/// `PUT …/commit/{sha}/reports/gonogo`: at most 10 data.
Value insights_report(const CommitPlace& place, const std::optional<JudgedRun>& judged);

/// Bodies of `POST …/reports/gonogo/annotations`: what did not pass, at its line; 100 a body and
/// 1,000 in all, as Bitbucket takes no more.
std::vector<Value> insights_annotations(const std::optional<JudgedRun>& judged);

}  // namespace gonogo
