// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/run/shard.h"
#include "emulator/scenario/scenario.h"

namespace gonogo {

/// What the command line asks for. Nothing set: all, full scope.
struct Selection {
  std::vector<std::string> patterns{};  ///< PATH, GLOB, FILE:LINE or NAME
  std::vector<std::string> kinds{};
  std::string tags{};  ///< expression: `smoke and not slow`
  int shard = 0;       ///< I of I/N, from 1; 0: no shard
  int shards = 0;
  Durations durations{};                          ///< of --durations: how shards are cut
  std::optional<std::vector<std::string>> ids{};  ///< of --rerun-failed: these alone

  bool everything() const {
    return patterns.empty() && kinds.empty() && tags.empty() && shards <= 1 && !ids;
  }
};

/// The FILE:LINE that means a scenario: of its example's row where that stands in the same file.
Location place_of(const Scenario& scenario);

/// The file of a pattern `FILE`, `FILE:LINE` or `FILE#NAME`, as it is written.
std::string file_of(const std::string& pattern);

/// Those of the files that the selection is about, where it names files and folders alone; else nothing: any file may
/// hold a name.
std::optional<std::vector<std::string>> files_named(const std::vector<std::string>& files,
                                                    const Selection& selection);

/// The chosen scenarios in their order. A scenario with `state: kept` brings its predecessors of
/// the same file. A pattern that matches nothing is an Error that names the nearest.
Result<std::vector<Scenario>> select(const std::vector<Scenario>& all, const Selection& selection);

}  // namespace gonogo
