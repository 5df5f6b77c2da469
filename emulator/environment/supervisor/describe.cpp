// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/describe.h"

#include <algorithm>

#include "emulator/environment/supervisor/metadata.h"

namespace gonogo {
namespace {

struct Now {
  WallTime wall;
  Moment moment;
};

Value time_of(const std::optional<Moment>& moment, const Now& now) {
  if (!moment) return {};
  return to_rfc3339(now.wall - (now.moment - *moment), 3);
}

std::string status_of(const ContainerState& container) {
  switch (container.phase) {
    case ContainerPhase::waiting:
    case ContainerPhase::starting: return "PENDING";
    case ContainerPhase::running:
    case ContainerPhase::stopping: return "RUNNING";  // ECS has no state between for a container
    case ContainerPhase::stopped:
    case ContainerPhase::wont_start: return "STOPPED";
  }
  return "";
}

/// The last words of a container that did not end well.
Value last_lines(const Supervisor& supervisor, const TaskDriver& task,
                 const ContainerState& state) {
  constexpr size_t most = 5;
  Value lines = Value::array();
  const bool bad = state.exit_code.value_or(0) != 0 || !state.reason.empty();
  if (state.phase == ContainerPhase::stopped && bad)
    for (std::string& line :
         supervisor.logs().last_lines(task.plan().name + "/" + state.name, most))
      lines.push(Value(std::move(line)));
  return lines;
}

/// When the task came into a status for the first time.
Value time_in(const TaskState& state, TaskStatus status, const Now& now) {
  for (const StatusChange& change : state.history)
    if (change.status == status) return time_of(change.at, now);
  return {};
}

Value container_value(const Supervisor& supervisor, const TaskDriver& task,
                      const ContainerState& state, const Now& now) {
  const EnvironmentPlan& plan = supervisor.plan();
  const auto* definition = task.state().task.find(state.name);
  Value value = Value::object(
      {{"name", state.name},
       {"taskArn", arn_of(plan, "task/" + plan.project + "/" + task.plan().task_id)},
       {"image", definition != nullptr ? definition->image : ""},
       {"lastStatus", status_of(state)},
       {"healthStatus", std::string(to_text(state.health))},
       {"restartCount", state.restart_count},
       {"networkBindings", Value::array()},
       {"networkInterfaces",
        Value(Value::Array{Value::object({{"privateIpv4Address", task.plan().address}})})}});
  if (state.exit_code) value.set("exitCode", *state.exit_code);
  if (!state.reason.empty()) value.set("reason", state.reason);
  if (!state.last_check_output.empty()) value.set("lastCheckOutput", state.last_check_output);
  const auto& specs = task.plan().containers;
  const auto spec = std::find_if(specs.begin(), specs.end(), [&](const ContainerSpec& each) {
    return each.id == task.plan().name + "/" + state.name;
  });
  if (spec != specs.end()) value.set("runtimeId", docker_id_of(*spec));
  if (definition != nullptr) value.set("cpu", std::to_string(definition->cpu));
  if (definition != nullptr && definition->memory)
    value.set("memory", std::to_string(*definition->memory));
  if (Value lines = last_lines(supervisor, task, state); !lines.items().empty())
    value.set("lastLogLines", std::move(lines));
  if (const auto lost = supervisor.logs().lost_lines(task.plan().name + "/" + state.name); lost > 0)
    value.set("logLinesLost", static_cast<std::int64_t>(lost));
  if (state.started_at) value.set("startedAt", time_of(state.started_at, now));
  if (state.stopped_at) value.set("stoppedAt", time_of(state.stopped_at, now));
  return value;
}

Value task_value(const Supervisor& supervisor, const TaskDriver& task, const Now& now) {
  const EnvironmentPlan& plan = supervisor.plan();
  const TaskState& state = task.state();
  Value containers = Value::array();
  for (const ContainerState& container : state.containers)
    containers.push(container_value(supervisor, task, container, now));
  Value value = Value::object(
      {{"taskArn", arn_of(plan, "task/" + plan.project + "/" + task.plan().task_id)},
       {"taskDefinitionArn", arn_of(plan, "task-definition/" + state.task.family + ":0")},
       {"group", (task.plan().service ? "service:" : "family:") + task.plan().name},
       {"name", task.plan().name},
       {"attachments", Value::array()},
       {"availabilityZone", plan.region + "a"},
       {"connectivity", "CONNECTED"},
       {"overrides", Value::object({{"containerOverrides", Value::array()}})},
       {"tags", Value::array()},
       {"version", static_cast<int>(state.history.size())},
       {"clusterArn", arn_of(plan, "cluster/" + plan.project)},
       {"launchType", "FARGATE"},
       {"platformVersion", "1.4.0"},
       {"platformFamily", "Linux"},
       {"lastStatus", std::string(to_text(state.status))},
       {"desiredStatus", state.desired_stopped ? "STOPPED" : "RUNNING"},
       {"healthStatus", std::string(to_text(state.health))},
       {"cpu", std::to_string(state.task.cpu)},
       {"memory", std::to_string(state.task.memory)}});
  if (!state.stop_code.empty()) value.set("stopCode", state.stop_code);
  if (!state.stopped_reason.empty()) value.set("stoppedReason", state.stopped_reason);
  if (state.started_at) value.set("startedAt", time_of(state.started_at, now));
  for (const auto& [name, status] : {std::pair{"createdAt", TaskStatus::provisioning},
                                     {"stoppingAt", TaskStatus::stopping},
                                     {"executionStoppedAt", TaskStatus::deprovisioning}})
    if (Value time = time_in(state, status, now); !time.is_null()) value.set(name, std::move(time));
  if (state.stopped_at) value.set("stoppedAt", time_of(state.stopped_at, now));
  value.set("containers", std::move(containers));
  return value;
}

}  // namespace

Value describe(const Supervisor& supervisor, WallTime wall, Moment moment) {
  const Now now{wall, moment};
  const EnvironmentPlan& plan = supervisor.plan();
  Value tasks = Value::array();
  for (const auto& task : supervisor.tasks()) tasks.push(task_value(supervisor, *task, now));
  Value services = Value::array();
  for (const ServicePlan& service : plan.services) {
    const auto state = supervisor.services().find(service.name);
    services.push(Value::object(
        {{"name", service.name},
         {"lastStatus", state != supervisor.services().end() ? state->second : "STARTING"},
         {"version", service.version},
         {"hostname", service.hostname},
         {"port", static_cast<int>(service.port)}}));
  }
  return Value::object({{"tasks", std::move(tasks)},
                        {"failures", Value::array()},
                        {"services", std::move(services)}});
}

}  // namespace gonogo
