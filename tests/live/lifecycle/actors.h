// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/lifecycle/script.h"
#include "emulator/project/plan.h"

namespace gonogo::test {

/// A case of the corpus: its script and its task with actors as containers.
struct ActedCase {
  SimulationScript script;
  TaskPlan plan;
};

/// A root file system that holds nothing but the actor.
void make_actor_root(const std::string& folder);

/// Reads a case; every container runs the actor, told its part in `time_scale` times less time. The
/// delay before a start is left out on both sides: it stands for what happens before a process is.
ActedCase read_case(const std::string& name, const std::string& root, double time_scale);

}  // namespace gonogo::test
