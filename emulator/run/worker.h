// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <future>
#include <string>
#include <vector>

#include "emulator/run/chains.h"
#include "emulator/run/left_world.h"
#include "emulator/run/run_all.h"
#include "emulator/run/turns.h"

namespace gonogo {

/// What all workers of a run share.
struct Workshop {
  const std::vector<Scenario>& scenarios;
  EnvironmentSource& source;
  World& world;
  const RunOptions& options;
  Moment begin;
  Turns& turns;
  std::function<bool()> stopped;  ///< somebody else asked for the end
  std::function<void(size_t)> started;
  std::function<void(size_t)> tries_again;
  std::function<void(const ScenarioResult&)> ended;
  std::function<bool()> may_keep;  ///< whether this failure is the one whose world stays: once
  std::function<void(const std::string&)> left_up;  ///< its name
};

/// Runs chains, each in worlds of its own; belongs to one thread.
class Worker {
 public:
  /// The redactor takes in what the scenarios capture as secrets.
  Worker(const Workshop& shop, Redactor& redactor) : shop_(shop), redactor_(redactor) {}

  /// False when nothing more can or shall be run.
  bool run(const Chain& chain, ChainFindings& findings);
  /// Waits for the last world's end.
  void finish();

 private:
  bool run_one(size_t index, ScenarioResult& scenario);
  Result<Done> enter_world();
  void note_start_failure(const Error& error);
  /// Its findings stay: the next world of the chain adds to them, too.
  TriedWorld take_world();
  void leave_world();
  /// Beside the next world, where there can be two.
  void watch_last_world();
  bool try_once(size_t index, ScenarioResult& scenario);
  bool try_again(size_t index, ScenarioResult& scenario);
  bool keep_world(const ScenarioResult& scenario);
  Attempt attempt(const Scenario& scenario, std::vector<CaseResult>& cases);
  void add_log_lines(Attempt& attempt);
  void append_redacted(const std::vector<std::string>& lines, Attempt& attempt) const;
  Nanoseconds now() const { return shop_.world.clock.now() - shop_.begin; }

  const Workshop& shop_;
  Redactor& redactor_;
  Chain chain_{};
  TriedWorld tried_{};
  std::future<void> watched_{};  // the world before
};

}  // namespace gonogo
