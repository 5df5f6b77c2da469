// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "emulator/environment/fault.h"
#include "emulator/environment/supervisor/task_driver.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// What is done to the world on purpose, and which ends of tasks and services are therefore no loss.
class Faults {
 public:
  using OnDone = std::function<void(const Result<Done>&)>;
  using Tasks = std::vector<std::unique_ptr<TaskDriver>>;
  /// Starts the container of a service that has ended.
  using StartService = std::function<Result<Done>(const ServicePlan&)>;

  Faults(const EnvironmentPlan& plan, Hands hands, const Tasks& tasks, StartService start_service);
  ~Faults();

  /// Begins a fault; `on_done` is called once, when it is there or can't be.
  void begin(const Fault& fault, Milliseconds timeout, OnDone on_done);

  /// What the fault injection endpoint of a task does to its network, under a name of its own.
  Result<Done> inject(const std::string& task, const std::string& key, Impairment impairment);
  Result<Done> withdraw(const std::string& task, const std::string& key);
  bool injected(const std::string& task, const std::string& key) const;

  /// To be told before anybody else hears of an end, and after all have.
  void before_end(const std::string& container);
  void after_end(const std::string& container);
  /// Whether the end that is being told now was asked for.
  bool asked_for(const std::string& container) const { return ending_ == container; }
  /// Whether a task that stops does so because of a fault.
  bool stopped_task(const std::string& task);
  void service_is_ready(const std::string& service);
  /// Looks for tasks that have stopped.
  void look_at_tasks();

 private:
  struct Pending;
  Result<Done> reach(const Fault& fault) const;
  /// Whether what the fault ends is there.
  bool is_on(const Fault& fault) const;
  void end_later(const Fault& fault);
  /// Whoever ends or replaces a fault, or does another thing to its target, is not undone by its clock.
  void forget_ends(const Fault& fault);
  void kill_container(const Fault& fault, OnDone on_done, Milliseconds timeout);
  void stop_task(const Fault& fault, OnDone on_done, Milliseconds timeout);
  void restart_service(const Fault& fault, OnDone on_done, Milliseconds timeout);
  Result<Done> pause_or_resume(const Fault& fault);
  Result<Done> impair(const Fault& fault);
  Result<Done> clear();
  Result<Done> apply(const std::string& network);
  void wait(const Fault& fault, OnDone on_done, Milliseconds timeout);
  void finish(Fault::Kind kind, const std::string& target, const Result<Done>& result);
  Result<std::string> address_of(const std::string& place) const;
  Result<Impairment> impairment_of(const Fault& fault) const;
  std::vector<std::string> containers() const;

  const EnvironmentPlan& plan_;
  Hands hands_;
  const Tasks& tasks_;
  StartService start_service_;
  std::set<std::string> asked_;    ///< containers that will end because of a fault
  std::string ending_;             ///< the one whose asked-for end is being told
  std::set<std::string> stopped_;  ///< tasks that stopped because of one
  std::set<std::string> paused_;
  std::map<std::string, std::vector<Fault>> impaired_;  ///< by network
  std::map<std::string, std::map<std::string, Impairment>> injected_;  ///< by network, by key
  std::vector<std::unique_ptr<Pending>> pending_;
  std::vector<std::pair<Fault, EventLoop::Id>> ends_;  ///< timers of faults that last for a time
};

}  // namespace gonogo
