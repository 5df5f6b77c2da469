// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>

#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/project/trigger.h"

namespace gonogo {

/// A run of a Bitbucket pipeline, as far as the gate looks.
struct Pipeline {
  std::string uuid;  ///< with its braces
  std::int64_t number = 0;
  std::string ref{};
  std::string commit{};
  std::string pattern{};  ///< of the selector: the custom pipeline's name
  std::string state{};    ///< PENDING, IN_PROGRESS, COMPLETED
  std::string stage{};    ///< of IN_PROGRESS: RUNNING, PAUSED
  std::string result{};   ///< of COMPLETED: SUCCESSFUL, FAILED, ERROR, STOPPED, EXPIRED
  std::string error{};    ///< Bitbucket's words with result ERROR
  WallTime created{};
  std::map<std::string, std::string> variables{};  ///< empty where Bitbucket does not tell them

  bool is_over() const { return state == "COMPLETED"; }
  bool is_success() const { return is_over() && result == "SUCCESSFUL"; }
  /// The most exact word there is: its result, PAUSED or HALTED, else its state.
  const std::string& word() const;
};

/// Reads `#/definitions/pipeline` of Bitbucket's API; an Error `answer-unreadable` where it has no
/// uuid, number or state.
Result<Pipeline> pipeline_of(const Value& value);

/// What the POST asks for. `commit` is the orchestrator's own; "" is the head of the ref.
Value pipeline_request(const BitbucketTrigger& trigger, const std::string& commit,
                       const std::vector<std::pair<std::string, std::string>>& variables);

/// Why this is not the pipeline that was asked for: "" when it is.
std::string other_than_asked(const Pipeline& pipeline, const BitbucketTrigger& trigger,
                             const std::string& commit);

/// Whether it was started for this verdict by this trigger; nothing where Bitbucket does not tell
/// its variables.
std::optional<bool> is_of_verdict(const Pipeline& pipeline, const BitbucketTrigger& trigger,
                                  const std::string& verdict_sha256);

}  // namespace gonogo
