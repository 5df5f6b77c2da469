// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "emulator/gate/commit_report.h"
#include "emulator/io/world.h"

namespace gonogo {

struct PublishOptions {
  CommitPlace place{};
  Path marker{};       ///< what --begin leaves for the end of the step
  bool begin = false;  ///< says that a run has begun; else how it ended
  /// Adds the step's credentials to what is asked by http, so that no token is needed for reports:
  /// https://support.atlassian.com/bitbucket-cloud/docs/code-insights/
  std::string proxy = "http://localhost:29418";
};

/// When a run began, as --begin noted it; the epoch when it did not.
WallTime begun_at(const Path& marker, const std::string& commit);

/// Tells the platform that the step runs on: Bitbucket gets a build status (with the token of
/// GONOGO_STATUS_TOKEN) and a Code Insights report with annotations, GitHub a step summary. Nothing
/// of it decides anything. Prints what was told; exit code 5 when somebody did not take it.
int publish(const PublishOptions& options, const std::optional<JudgedRun>& judged, World& world);

}  // namespace gonogo
