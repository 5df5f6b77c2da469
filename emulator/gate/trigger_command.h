// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/gate/ledger.h"
#include "emulator/io/world.h"

namespace gonogo {

/// What a trigger is started for.
struct Occasion {
  std::string verdict_sha256;
  std::string commit;
  std::string run_folder;
  std::string again;  ///< the reason for a repetition; "" when none is wanted
  bool dry_run = false;
};

/// A line for people; control characters are made visible.
void say(World& world, const std::string& line);

/// Runs a command by `sh -c`, once per verdict. The command sees GONOGO_COMMIT, GONOGO_VERDICT
/// (path of verdict.json) and GONOGO_VERDICT_SHA256. Answers the exit code of the gate.
int start_once(const std::string& command, const Occasion& occasion, Ledger& ledger, World& world);

}  // namespace gonogo
