// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/metadata.h"

#include <algorithm>
#include <array>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"

namespace gonogo {
namespace {

constexpr const char* account = "000000000000";
constexpr std::int64_t unlimited = 9'223'372'036'854'771'712;  // the kernel's "no limit" (version 1)

// "8-4-4-4-12" of a digest, as the agent's random ids look.
std::string uuid_of(const std::string& seed) {
  const std::string hex = sha256(seed);
  return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-" + hex.substr(12, 4) + "-" +
         hex.substr(16, 4) + "-" + hex.substr(20, 12);
}

std::string stamp(const MetadataSource& source, Moment moment) {
  return to_rfc3339(source.wall - (source.now - moment), 9);
}

std::string known_status(const ContainerState& state) {
  switch (state.phase) {
    case ContainerPhase::waiting: return "PULLED";
    case ContainerPhase::starting: return "CREATED";
    case ContainerPhase::running:
    case ContainerPhase::stopping: return "RUNNING";
    case ContainerPhase::stopped:
    case ContainerPhase::wont_start: return "STOPPED";
  }
  return "";
}

std::string name_of(const ContainerSpec& container) {
  return container.id.substr(container.id.find('/') + 1);
}

Value labels_of(const MetadataSource& source, const ContainerDefinition& definition) {
  const std::string prefix = "com.amazonaws.ecs.";
  Value labels = Value::object();
  for (const auto& [key, text] : definition.labels) labels.set(key, text);
  labels.set(prefix + "cluster", arn_of(source.plan, "cluster/" + source.plan.project));
  labels.set(prefix + "container-name", definition.name);
  labels.set(prefix + "task-arn", task_arn_of(source.plan, source.task.plan()));
  labels.set(prefix + "task-definition-family", source.task.state().task.family);
  labels.set(prefix + "task-definition-version", "0");
  return labels;
}

Value networks_of(const MetadataSource& source) {
  const EnvironmentPlan& plan = source.plan;
  const std::string& address = source.task.plan().address;
  Value network = Value::object(
      {{"NetworkMode", "awsvpc"}, {"IPv4Addresses", Value(Value::Array{address})}});
  if (source.version >= 4) {
    const auto place = std::find_if(plan.networks.begin(), plan.networks.end(),
                                    [&](const auto& each) { return each.address == address; });
    const std::string prefix = plan.vpc_cidr.substr(plan.vpc_cidr.find('/'));
    network.set("AttachmentIndex", 0);
    network.set("IPv4SubnetCIDRBlock", plan.vpc_cidr);
    network.set("DomainNameServers", Value(Value::Array{plan.resolver}));
    network.set("DomainNameSearchList", Value(Value::Array{plan.region + ".compute.internal"}));
    if (place != plan.networks.end()) network.set("PrivateDNSName", place->hostname);
    network.set("SubnetGatewayIpv4Address", plan.gateway + prefix);
  }
  return Value(Value::Array{network});
}

Value health_of(const ContainerState& state) {
  Value health = Value::object({{"status", std::string(to_text(state.health))}});
  if (!state.last_check_output.empty()) health.set("output", state.last_check_output);
  return health;
}

void add_log(const MetadataSource& source, const ContainerDefinition& definition, Value& value) {
  if (!definition.log || source.version < 4) return;
  Value options = Value::object();
  for (const auto& [key, text] : definition.log->options) options.set(key, text);
  const auto prefix = definition.log->options.find("awslogs-stream-prefix");
  if (prefix != definition.log->options.end()) {
    options.erase("awslogs-stream-prefix");
    options.set("awslogs-stream",
                prefix->second + "/" + definition.name + "/" + source.task.plan().task_id);
  }
  value.set("LogDriver", definition.log->driver);
  value.set("LogOptions", options);
}

void add_state(const MetadataSource& source, const ContainerDefinition& definition,
               const ContainerState& state, Value& value) {
  value.set("DesiredStatus", state.desired_stopped ? "STOPPED" : "RUNNING");
  value.set("KnownStatus", known_status(state));
  if (state.exit_code) value.set("ExitCode", *state.exit_code);
  Value limits = Value::object({{"CPU", std::max(definition.cpu, 2)}});
  if (definition.memory) limits.set("Memory", *definition.memory);
  value.set("Limits", limits);
  if (state.started_at) {
    value.set("CreatedAt", stamp(source, *state.started_at));
    value.set("StartedAt", stamp(source, *state.started_at));
  }
  if (state.stopped_at) value.set("FinishedAt", stamp(source, *state.stopped_at));
  value.set("Type", "NORMAL");
  if (definition.health_check) value.set("Health", health_of(state));
  if (definition.restart_policy.enabled) value.set("RestartCount", state.restart_count);
}

}  // namespace

std::string docker_id_of(const ContainerSpec& container) {
  for (const auto& [name, value] : container.environment)
    if (name == "ECS_CONTAINER_METADATA_URI_V4")
      return value.reveal().substr(value.reveal().rfind('/') + 1);
  return "";
}

std::string arn_of(const EnvironmentPlan& plan, const std::string& rest) {
  return "arn:aws:ecs:" + plan.region + ":" + account + ":" + rest;
}

std::string task_arn_of(const EnvironmentPlan& plan, const TaskPlan& task) {
  return arn_of(plan, "task/" + plan.project + "/" + task.task_id);
}

Value container_metadata(const MetadataSource& source, const ContainerSpec& container) {
  const std::string name = name_of(container);
  const std::string id = docker_id_of(container);
  const auto* definition = source.task.state().task.find(name);
  const ContainerState* state = source.task.state().find(name);
  if (definition == nullptr || state == nullptr) return {};
  Value value = Value::object(
      {{"DockerId", id}, {"Name", name}, {"DockerName", name}, {"Image", definition->image}});
  for (const ImageUse& image : source.plan.images)
    if (image.name == definition->image) value.set("ImageID", image.digest);
  if (!definition->ports.empty()) {
    Value ports = Value::array();
    for (const PortMapping& port : definition->ports)
      ports.push(Value::object(
          {{"ContainerPort", port.container_port}, {"Protocol", port.protocol}}));
    value.set("Ports", ports);
  }
  value.set("Labels", labels_of(source, *definition));
  add_state(source, *definition, *state, value);
  add_log(source, *definition, value);
  if (source.version >= 4)
    value.set("ContainerARN",
              arn_of(source.plan, "container/" + source.plan.project + "/" +
                                      source.task.plan().task_id + "/" + uuid_of(id)));
  value.set("Networks", networks_of(source));
  if (source.version >= 4) value.set("Snapshotter", "overlayfs");
  return value;
}

Value task_metadata(const MetadataSource& source) {
  const TaskState& state = source.task.state();
  Value value = Value::object(
      {{"Cluster", arn_of(source.plan, "cluster/" + source.plan.project)},
       {"TaskARN", task_arn_of(source.plan, source.task.plan())},
       {"Family", state.task.family},
       {"Revision", "0"},
       {"DesiredStatus", state.desired_stopped ? "STOPPED" : "RUNNING"},
       {"KnownStatus", std::string(to_text(state.status))},
       {"Limits", Value::object({{"CPU", state.task.cpu / 1024.0}, {"Memory", state.task.memory}})},
       {"AvailabilityZone", source.plan.region + "a"}});
  if (source.version >= 4) value.set("LaunchType", "FARGATE");
  if (source.task.plan().service) value.set("ServiceName", source.task.plan().name);
  Value containers = Value::array();
  for (const ContainerSpec& container : source.task.plan().containers)
    containers.push(container_metadata(source, container));
  value.set("Containers", containers);
  if (source.version >= 4)
    value.set("ClockDrift", Value::object({{"ClockErrorBound", 0.5},
                                           {"ReferenceTimestamp", to_rfc3339(source.wall)},
                                           {"ClockSynchronizationStatus", "SYNCHRONIZED"}}));
  return value;
}

Value credentials(const TaskPlan& task, WallTime now) {
  const std::string digest = sha256("credentials of " + task.task_id);
  std::string key;
  for (const char c : digest.substr(0, 16)) key += static_cast<char>(std::toupper(c));
  // The agent renews them an hour before their six hours are over.
  return Value::object({{"RoleArn", task.definition.task_role},
                        {"AccessKeyId", "ASIA" + key},
                        {"SecretAccessKey", digest.substr(16, 40)},
                        {"Token", "gonogo" + digest + sha256(digest)},
                        {"Expiration", to_rfc3339(now + std::chrono::hours(6))}});
}

Value stats(const ContainerSpec& container, const Usage& usage, const NetworkUsage& network,
            WallTime now) {
  const auto number = [](std::uint64_t value) { return static_cast<std::int64_t>(value); };
  const std::int64_t limit =
      usage.memory_limit == 0 || number(usage.memory_limit) < 0 ? unlimited : number(usage.memory_limit);
  return Value::object(
      {{"read", to_rfc3339(now, 9)},
       {"pids_stats", Value::object()},
       {"num_procs", 0},
       {"storage_stats", Value::object()},
       {"cpu_stats", Value::object({{"cpu_usage", Value::object({{"total_usage", number(usage.cpu)}})},
                                    {"online_cpus", 2}})},
       {"memory_stats", Value::object({{"usage", number(usage.memory)},
                                       {"max_usage", number(usage.memory_peak)},
                                       {"limit", limit}})},
       {"name", name_of(container)},
       {"id", docker_id_of(container)},
       {"networks",
        Value::object({{"eth1", Value::object({{"rx_bytes", number(network.received_bytes)},
                                               {"rx_packets", number(network.received_packets)},
                                               {"tx_bytes", number(network.sent_bytes)},
                                               {"tx_packets", number(network.sent_packets)}})}})}});
}

}  // namespace gonogo
