// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/task/task_definition.h"

namespace gonogo {

enum class HealthStatus { unknown, healthy, unhealthy };
enum class TaskStatus {
  provisioning,
  pending,
  activating,
  running,
  deactivating,
  stopping,
  deprovisioning,
  stopped
};
/// A container's life as the lifecycle sees it. `starting`: the start was asked for and not yet
/// answered. `wont_start`: it never ran and never will.
enum class ContainerPhase { waiting, starting, running, stopping, stopped, wont_start };

struct ContainerState {
  std::string name;
  ContainerPhase phase = ContainerPhase::waiting;
  HealthStatus health = HealthStatus::unknown;
  std::optional<int> exit_code{};
  std::string
      reason{};  ///< ECS's words, e.g. "OutOfMemoryError: Container killed due to memory usage"
  bool desired_stopped = false;
  int restart_count = 0;
  int failed_checks = 0;  ///< in a row, those that count
  bool check_running = false;
  bool eager = false;  ///< extra tries until the first success
  int eager_tries = 0;
  std::string last_check_output{};
  std::optional<Moment> started_at{};  ///< of this run
  std::optional<Moment> last_restart{};
  std::optional<Moment> stopped_at{};
  std::optional<Moment> check_started{};  ///< of the counting check that runs
  std::optional<Moment> next_check{};     ///< of the counting checks
  std::optional<Moment> next_eager{};
  std::optional<Moment> kill_at{};
};

/// When a task came into a status.
struct StatusChange {
  TaskStatus status;
  Moment at;
};

struct TaskState {
  TaskDefinition task;
  double time_scale = 1;
  bool service = false;  ///< run by a service: an UNHEALTHY task is stopped
  bool eager_health = true;
  TaskStatus status = TaskStatus::provisioning;
  HealthStatus health = HealthStatus::unknown;
  bool desired_stopped = false;
  std::string stop_code{};  ///< EssentialContainerExited, UserInitiated, TaskFailedToStart, …
  std::string stopped_reason{};
  std::optional<Moment> started_at{};
  std::optional<Moment> stopped_at{};
  std::optional<Moment> reclaimed_at{};  ///< Spot: when the machine is gone
  std::vector<StatusChange> history{};   ///< every status it came into, in order
  std::vector<ContainerState> containers{};

  const ContainerState* find(const std::string& container) const;
};

/// What happened to the task.
namespace event {
struct Begin {};  ///< everything that the task needs is there
struct Started {
  std::string container;
};
struct StartFailed {
  std::string container;
  std::string reason;
};
struct Exited {
  std::string container;
  int code = 0;
  bool out_of_memory = false;
};
struct CheckEnded {
  std::string container;
  bool healthy = false;
  bool eager = false;
  std::string output{};
};
struct StopTask {
  std::string reason;
  std::string stop_code = "UserInitiated";
};
struct SpotInterruption {};  ///< the two-minute warning
/// What the task needs before any container could not be had: secrets, environment files, logs,
/// volumes. `reason` in AWS's words, "ResourceInitializationError: …".
struct ResourcesFailed {
  std::string reason;
};
struct Tick {};  ///< a deadline has come
}  // namespace event
using Event =
    std::variant<event::Begin, event::Started, event::StartFailed, event::Exited, event::CheckEnded,
                 event::StopTask, event::SpotInterruption, event::ResourcesFailed, event::Tick>;

/// What is to be done now.
namespace action {
struct Start {
  std::string container;
};
struct Signal {
  std::string container;
  std::string signal;
};  ///< STOPSIGNAL of the image when empty
struct Kill {
  std::string container;
};
struct Check {
  std::string container;
  Milliseconds timeout{};
  bool eager = false;
};
/// Told for logs, timelines and simulations; asks for nothing. `event` is one of lifecycle/README
/// of the corpus: started start_failed healthy unhealthy stop_signal killed exited restarted
/// wont_start, and with an empty container task_running task_stopping task_stopped. A restart tells
/// `exited` and, once it runs again, `restarted` (no second `started`).
struct Tell {
  std::string container;
  std::string event;
  std::string detail{};
};
}  // namespace action
using Action =
    std::variant<action::Start, action::Signal, action::Kill, action::Check, action::Tell>;

struct Transition {
  TaskState state;
  std::vector<Action> actions{};
  std::optional<Moment> next_deadline{};  ///< when a Tick is due, if nothing happens before
};

struct LifecycleOptions {
  double time_scale = 1;     ///< ≥ 1: divides every period
  bool eager_health = true;  ///< try the health command at once and every 20 ms until it succeeds
  bool service = false;
};

TaskState initial_state(const TaskDefinition& task, const LifecycleOptions& options);

/// The whole of a task's life: pure. An event that means nothing in this state changes nothing.
Transition step(TaskState state, const Event& event, Moment now);

/// What a waiting container waits for, in words ("migrate to exit 0"); empty when for nothing.
std::string waits_for(const TaskState& state, const std::string& container);

std::string_view to_text(HealthStatus health);  ///< "UNKNOWN", "HEALTHY", "UNHEALTHY"
std::string_view to_text(TaskStatus status);    ///< "RUNNING", …

}  // namespace gonogo
