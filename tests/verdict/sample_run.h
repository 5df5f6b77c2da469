// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/verdict/verdict.h"

namespace gonogo::test {

/// A scenario of file a.yaml that ended in this way, with the attempts that show it.
ScenarioResult sample_scenario(const std::string& name, Outcome outcome, const std::string& kind);

/// A full run of commit 4be1c02 with one passed scenario of each kind.
RunResult sample_run();

/// An entry that holds until December of that run's year.
Quarantine sample_quarantine(const std::string& id);

}  // namespace gonogo::test
