// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/engine/engine.h"
#include "emulator/environment/supervisor/logs.h"
#include "emulator/environment/supervisor/timeline.h"
#include "emulator/io/event_loop.h"
#include "emulator/lifecycle/lifecycle.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// What drivers work with: one world's hands, clock and memory.
struct Hands {
  EventLoop& loop;
  const Clock& clock;
  Engine& engine;
  Logs& logs;
  Timeline& timeline;
};

/// Does what the lifecycle of one task decides, and tells it what came of it. Holds no policy.
class TaskDriver {
 public:
  /// `on_change` is called after each change of the task's state.
  TaskDriver(const TaskPlan& plan, double time_scale, Hands hands, std::function<void()> on_change);
  ~TaskDriver();

  void begin();
  void stop(const std::string& reason);
  /// Engine events of this task's containers and of its health commands; others are ignored.
  void handle(const EngineEvent& event);

  const TaskPlan& plan() const { return plan_; }
  const TaskState& state() const { return state_; }
  /// RUNNING, every essential container with a check healthy, and, where no check speaks for it, its
  /// port open.
  bool ready() const;
  /// Its port took no connection for as long as anything can be waited for.
  bool port_never_opened() const;
  /// One sentence about what holds it up; empty when nothing does.
  std::string waiting_for() const;

 private:
  struct Check;
  void feed(Event event);
  void perform(const action::Start& start);
  void perform(const action::Signal& signal);
  void perform(const action::Kill& kill);
  void perform(const action::Check& check);
  void perform(const action::Tell& tell);
  Result<Done> start_container(const std::string& container);
  void read_check(Check& check);
  void end_check(const engine_event::ExecExited& ended);
  void arm(std::optional<Moment> deadline);
  void try_port();
  std::string id_of(const std::string& container) const { return plan_.name + "/" + container; }
  const ContainerSpec* spec_of(const std::string& container) const;

  const TaskPlan& plan_;
  Hands hands_;
  std::function<void()> on_change_;
  TaskState state_;
  std::vector<Event> queue_;
  bool feeding_ = false;
  std::optional<EventLoop::Id> timer_;
  std::optional<EventLoop::Id> port_timer_;
  bool port_open_ = false;
  std::optional<Moment> port_deadline_;
  int check_serial_ = 0;
  std::map<std::string, std::unique_ptr<Check>> checks_;  ///< by exec id
  std::set<std::string> added_;                           ///< containers that the engine knows
};

}  // namespace gonogo
