// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/run/chains.h"
#include "emulator/run/run_all.h"
#include "emulator/run/turns.h"

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

 private:
  bool run_one(size_t index, ScenarioResult& scenario);
  Result<Done> enter_world();
  void note_start_failure(const Error& error);
  void leave_world();
  /// No scenario of this chain comes after it.
  bool ends_world(size_t index) const;
  bool try_once(size_t index, ScenarioResult& scenario);
  bool try_again(size_t index, ScenarioResult& scenario);
  bool keep_world(const ScenarioResult& scenario);
  Attempt attempt(const Scenario& scenario, std::vector<CaseResult>& cases);
  void add_log_lines(Attempt& attempt);
  void append_redacted(const std::vector<std::string>& lines, Attempt& attempt) const;
  bool judge_loss(const Loss& loss, ScenarioResult& scenario);
  Nanoseconds now() const { return shop_.world.clock.now() - shop_.begin; }

  const Workshop& shop_;
  Redactor& redactor_;
  Chain chain_{};
  ChainFindings* findings_ = nullptr;
  std::unique_ptr<Environment> environment_;
  Nanoseconds offset_{};  // of the environment's clock against the run's
};

}  // namespace gonogo
