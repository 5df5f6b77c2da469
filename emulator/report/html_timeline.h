// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/run/run_result.h"

namespace gonogo {

/// A stretch of time, or a moment where `from` is `to`, since the run's start.
struct TimelineBar {
  Nanoseconds from{};
  Nanoseconds to{};
  std::string look;    ///< its class
  std::string tip;     ///< all that is known of it
  std::string now;     ///< what is the case meanwhile: "mysql ready"
  size_t lane = 0;     ///< beside others of the same time
  std::string link{};  ///< "#s3"
};

struct TimelineRow {
  std::string who;
  std::vector<TimelineBar> bars{};
};

struct TimelinePicture {
  Nanoseconds end{};
  size_t lanes = 1;  ///< of a container's row: as many as worlds were up at a time
  std::vector<TimelineRow> rows{};
};

/// A row a container with a lane a world that was up at the same time; one of scenarios below them.
TimelinePicture timeline_picture(const RunResult& result);

}  // namespace gonogo
