// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/secret.h"
#include "emulator/environment/client/environment.h"
#include "emulator/io/world.h"
#include "emulator/run/run_result.h"
#include "emulator/scenario/run_scenario.h"
#include "emulator/scenario/scenario.h"

namespace gonogo {

/// Told while a run goes on, in the thread that called run_all and in the order of what happens.
struct RunListener {
  std::function<void(const Scenario&)> started{};
  std::function<void(const Scenario&)> tries_again{};  ///< it failed, and begins anew
  std::function<void(const ScenarioResult&)> ended{};
  std::function<void(const std::string&)> left_up{};  ///< a world's name: --keep-failed
  std::function<void()> waiting{};                    ///< nothing has happened for 100 ms
};

struct RunOptions {
  std::string project_folder;
  std::string run_folder;
  std::map<std::string, Value> vars{};      ///< of the project
  std::map<std::string, Value> settings{};  ///< of --set: stronger than the scenarios' own
  std::map<std::string, Secret> secrets{};
  std::uint64_t seed = 0;
  bool fail_fast = false;
  bool update_snapshots = false;
  bool headed = false;  ///< browsers show themselves
  AskPerson ask{};      ///< null: nobody is there
  bool keep_failed = false;  ///< the first failure ends the run, and its world stays up
  int jobs = 1;              ///< scenarios at a time, each in its own world and thread
  std::optional<std::uint64_t> shuffle{};  ///< the seed of another order of beginning
  Milliseconds watched{500};  ///< a world that passed is looked at for so long: does it stand?
};

/// Scenarios at a time where nobody says: a processor each, at most four.
int default_jobs();

/// Whose doing it is that an environment did not start: by the Error's code; what is unknown is
/// infrastructure.
StartFailure::Kind classify_start(const Error& error);

/// Runs the scenarios, each in a world of its own (a `kept` one in its predecessor's), and fills in
/// what it finds: scenarios, loss, timeline, refused calls, tasks. The results stand in the order
/// of `scenarios`, however many run at a time and in whatever order they begin. A failed scenario
/// is tried once more, alone in a new world: passing then is flaky. Stops at an interrupt and at an
/// environment that can't be had; what then did not run is `not-run`.
void run_all(const std::vector<Scenario>& scenarios, EnvironmentSource& source, World& world,
             Redactor& redactor, const RunOptions& options, const RunListener& listener,
             RunResult& result);

}  // namespace gonogo
