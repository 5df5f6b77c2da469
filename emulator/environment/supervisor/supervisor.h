// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/engine/engine.h"
#include "emulator/environment/orders.h"
#include "emulator/environment/supervisor/endpoints.h"
#include "emulator/environment/supervisor/faults.h"
#include "emulator/environment/supervisor/forward.h"
#include "emulator/environment/supervisor/outside.h"
#include "emulator/environment/supervisor/logs.h"
#include "emulator/environment/supervisor/refusals.h"
#include "emulator/environment/supervisor/task_driver.h"
#include "emulator/environment/supervisor/timeline.h"
#include "emulator/io/event_loop.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// Something that ended the world's being whole.
struct WorldLoss {
  std::string kind;  ///< "infrastructure", "product"
  std::string who;
  std::string what;
  std::string detail;
  Nanoseconds t{};
};

/// One environment: its services, then its tasks, then the watch over them.
class Supervisor {
 public:
  enum class State { starting, ready, failed, stopping };

  Supervisor(EventLoop& loop, const Clock& clock, Orders orders, const Path& run_folder);
  ~Supervisor();

  /// Networks, resolver, services; the tasks follow when the services are ready. What can't be done is
  /// a loss, so that whoever watches hears of it.
  void begin();
  /// Tasks in their stop order, then the services; `on_end` when nothing runs any more.
  void stop(std::function<void()> on_end);
  void publish(size_t index, Descriptor listener);
  /// Takes over the socket to whoever connects to externals, before `begin`.
  void reach_outside(Descriptor socket);
  /// Called after each change of state or loss.
  void on_state(std::function<void()> callback) { on_state_ = std::move(callback); }

  State state() const { return state_; }
  const std::optional<WorldLoss>& loss() const { return loss_; }
  Timeline& timeline() { return timeline_; }
  const Timeline& timeline() const { return timeline_; }
  const EnvironmentPlan& plan() const { return orders_.plan; }
  const Orders& orders() const { return orders_; }
  Engine& engine() { return *engine_; }
  const Refusals& refusals() const { return refusals_; }
  const Logs& logs() const { return logs_; }
  const std::vector<std::unique_ptr<TaskDriver>>& tasks() const { return tasks_; }
  /// "mysql" → "READY", …
  const std::map<std::string, std::string>& services() const { return services_; }
  /// What each task or service that is not ready waits for: who, text.
  std::vector<std::pair<std::string, std::string>> waiting() const;
  /// Does something on purpose, once the world is ready.
  void fault(const Fault& fault, Milliseconds timeout, Faults::OnDone on_done);
  /// Hands the end of an exec to whoever asked for it.
  void on_exec(const std::string& id, std::function<void(const engine_event::ExecExited&)> callback);

 private:
  bool is_attached() const { return orders_.plan.engine == "attach"; }
  Result<Done> make_networks();
  Result<Done> start_service(const ContainerSpec& container);
  Result<Done> start_again(const ServicePlan& service);
  Result<Done> run_service(const std::string& id);
  void try_port(const ServicePlan& service);
  void service_is_ready(const std::string& name);
  void begin_tasks();
  void handle(const EngineEvent& event);
  void service_ended(const engine_event::Exited& ended);
  void look_at_tasks();
  void look_at_task(const TaskDriver& task);
  void give_up_on_services();
  void handle_end(const engine_event::Exited& ended);
  void lose(const std::string& kind, const std::string& who, const std::string& what,
            const std::string& detail);
  bool is_service(const std::string& id) const { return services_.count(id) != 0; }

  EventLoop& loop_;
  const Clock& clock_;
  Orders orders_;
  Timeline timeline_;
  Logs logs_;
  std::unique_ptr<Engine> engine_;
  Refusals refusals_;
  Forwarder forwarder_;
  std::optional<Outside> outside_{};
  State state_ = State::starting;
  bool tasks_begun_ = false;
  std::optional<WorldLoss> loss_;
  std::map<std::string, std::string> services_;
  std::vector<std::unique_ptr<TaskDriver>> tasks_;
  Faults faults_;
  Endpoints endpoints_;
  std::map<std::string, std::function<void(const engine_event::ExecExited&)>> execs_;
  std::set<std::string> ready_tasks_;
  std::function<void()> on_state_;
  std::function<void()> on_end_;
};

}  // namespace gonogo
