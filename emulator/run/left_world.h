// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/environment/client/environment.h"
#include "emulator/run/run_result.h"
#include "emulator/scenario/redact.h"

namespace gonogo {

/// What one world left behind. Times count from the run's start.
struct WorldFindings {
  std::vector<TimelineEntry> timeline{};
  std::vector<RefusedCall> refused{};
  Value tasks{};
  Value services{};
  Nanoseconds ready{};  ///< from its start to healthy
  std::vector<PlanLine> plan{};
  std::vector<Approximation> approximations{};
  std::vector<Approximation> not_mirrored{};
  int mirrored = 0;
  bool lost = false;
};

/// What came of a chain. An attempt's `world` counts the chain's own worlds from 1.
struct ChainFindings {
  std::vector<ScenarioResult> scenarios{};
  std::vector<WorldFindings> worlds{};
  std::optional<Loss> loss{};
  std::vector<std::string> crashed{};  ///< ids: the product's own task ended in them
  std::optional<StartFailure> start_failure{};
  bool interrupted = false;
};

/// A world and the findings that it adds to, the last of `findings->worlds`.
struct TriedWorld {
  std::unique_ptr<Environment> environment{};
  ChainFindings* findings = nullptr;
  Nanoseconds offset{};  ///< of the environment's clock against the run's
};

/// An infrastructure loss takes the scenario's word away; a lost task is the product's own failure: true.
bool judge_loss(const TriedWorld& world, const Loss& loss, const Redactor& redactor,
                ScenarioResult& scenario);

/// Notes what it left behind, and ends it.
void leave(TriedWorld world, const Redactor& redactor);

/// Leaves a world whose last scenario passed when that time is over: what its last step brought down
/// needs some to end, and is that scenario's failure. At once where it did not pass, or at an interrupt.
void watch_and_leave(TriedWorld world, Milliseconds time, const Redactor& redactor, Clock& clock);

}  // namespace gonogo
