// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "tests/live/cli/gonogo_process.h"

namespace gonogo::test {

/// A project, and what a run of it comes to when nobody kills anything.
struct Stage {
  std::string name;
  LiveProject project;
  bool judged = true;  ///< `run` belongs to it
  int code = 0;
  std::string victim{};  ///< a process that only its environments have
  Milliseconds run_time{1'000};
};

/// Small projects, so that many tries fit into minutes.
struct Stages {
  Stages();

  Stage quick;      ///< one nginx, three scenarios
  Stage wrong;      ///< the same with a scenario that fails
  Stage stores;     ///< with MySQL and Redis
  Stage browsed;    ///< with a browser
  Stage builder;    ///< whose image has a file that a command makes
  Stage installer;  ///< whose image has packages that no other has
  Stage baker;      ///< whose MySQL has a schema that no other has

  std::vector<Stage*> all();
  std::vector<const LiveProject*> projects();

  void change_packages(std::uint64_t seed);
  void change_schema(std::uint64_t seed);

  /// Takes what only these projects needed out of the store again.
  static void clear_store();
};

}  // namespace gonogo::test
