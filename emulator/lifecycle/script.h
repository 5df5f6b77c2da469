// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/lifecycle/lifecycle.h"

namespace gonogo {

/// How one run of a container ends by itself.
struct ScriptedExit {
  Milliseconds after{};
  int code = 0;
};

/// How a container behaves in a simulation; without a word of the script it starts at once, is
/// healthy, never exits and stops at once when signalled.
struct ContainerBehaviour {
  Milliseconds start_delay{};
  std::vector<ScriptedExit> exits{};  ///< of successive runs
  Milliseconds healthy_after{};
  std::optional<Milliseconds> unhealthy_after{};
  std::optional<Milliseconds> oom_after{};
  std::optional<std::string> cannot_start{};
  bool deaf = false;  ///< on_stop: never
  ScriptedExit on_stop{.code = 143};
};

/// What happens to a task from outside.
struct ScriptedEvent {
  Milliseconds at{};
  Event event = event::Tick{};
};

struct SimulationScript {
  std::map<std::string, ContainerBehaviour> containers{};
  std::vector<ScriptedEvent> events{};
  Milliseconds until{300'000};
  bool service = false;
};

/// Reads a script of `gonogo simulate`; the first thing that is wrong is the Error.
Result<SimulationScript> read_script(std::string_view text, const std::string& file,
                                     const TaskDefinition& task);

}  // namespace gonogo
