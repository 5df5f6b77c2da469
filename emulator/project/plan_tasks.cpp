// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/project/plan_parts.h"

namespace gonogo {
namespace {

constexpr std::uint64_t mebibyte = 1U << 20U;
// Fargate's default for nofile is 65535, soft and hard (AWS: fargate-tasks-services.html).
constexpr std::int64_t fargate_open_files = 65535;
// AWS: fargate-task-storage.html.
constexpr int fargate_storage_gib = 20;

std::string container_id(const std::string& task_id, const std::string& container) {
  std::string digits;
  for (const char c : sha256(task_id + "/" + container))
    digits += static_cast<char>('0' + static_cast<unsigned char>(c) % 10);
  return task_id + "-" + digits.substr(0, 10);
}

std::uint16_t port_of(const TaskEntry& entry, const TaskDefinition& definition) {
  for (const ContainerDefinition& container : definition.containers)
    if (container.essential && !container.ports.empty())
      return container.ports.front().container_port;
  return entry.port.value_or(0);
}

std::vector<std::string> capabilities_of(const ContainerDefinition& container) {
  std::vector<std::string> set = default_capabilities();
  const auto full = [](const std::string& name) {
    return name.rfind("CAP_", 0) == 0 ? name : "CAP_" + name;
  };
  for (const std::string& name : container.capabilities_drop) {
    if (name == "ALL") set.clear();
    set.erase(std::remove(set.begin(), set.end(), full(name)), set.end());
  }
  for (const std::string& name : container.capabilities_add)
    if (std::find(set.begin(), set.end(), full(name)) == set.end()) set.push_back(full(name));
  return set;
}

std::vector<Ulimit> ulimits_of(const ContainerDefinition& container, std::int64_t host_limit) {
  std::vector<Ulimit> limits = container.ulimits;
  const bool given = std::any_of(limits.begin(), limits.end(),
                                 [](const Ulimit& limit) { return limit.name == "nofile"; });
  if (!given) limits.push_back({"nofile", fargate_open_files, fargate_open_files});
  for (Ulimit& limit : limits) {
    if (limit.name != "nofile") continue;
    limit.soft = std::min(limit.soft, host_limit);
    limit.hard = std::min(limit.hard, host_limit);
  }
  return limits;
}

std::uint64_t storage_of(const TaskDefinition& definition, std::uint64_t cap) {
  const auto wanted = static_cast<std::uint64_t>(definition.ephemeral_storage_gib.value_or(fargate_storage_gib));
  return std::min(wanted << 30U, cap);
}

void add_volume(const PlanInputs& inputs, const MountPoint& mount, bool read_only,
                const ImageConfig& image, ContainerSpec& spec) {
  SharedVolume volume{.volume = mount.volume,
                      .target = mount.path,
                      .read_only = mount.read_only || read_only,
                      .copy_up = std::find(image.volumes.begin(), image.volumes.end(),
                                           mount.path) != image.volumes.end()};
  const auto kept = inputs.project.kept_volumes.find(mount.volume);
  if (kept != inputs.project.kept_volumes.end()) volume.keep = inputs.project.path(kept->second);
  spec.shared_volumes.push_back(std::move(volume));
}

void add_volumes(const PlanInputs& inputs, const TaskDefinition& definition,
                 const ContainerDefinition& container, const ImageConfig& image,
                 ContainerSpec& spec) {
  for (const MountPoint& mount : container.mounts) add_volume(inputs, mount, false, image, spec);
  for (const auto& [name, read_only] : container.volumes_from)
    if (const ContainerDefinition* other = definition.find(name))
      for (const MountPoint& mount : other->mounts)
        add_volume(inputs, mount, read_only, image, spec);
}

Result<EnvironmentInputs> environment_inputs(const PlanInputs& inputs, const TaskEntry& entry,
                                             const ContainerDefinition& container,
                                             const TaskPlan& plan) {
  EnvironmentInputs given{.region = inputs.project.region,
                          .task_id = plan.task_id,
                          .container_id = container_id(plan.task_id, container.name),
                          .hostname = private_hostname(plan.address, inputs.project.region),
                          .overrides = entry.environment};
  for (const std::string& arn : container.environment_files) {
    const auto text = inputs.file_texts.find(arn);
    if (text == inputs.file_texts.end())
      return fail({.code = "environment-file-missing",
                   .what = "container " + container.name + " takes variables from a file that is "
                           "not here",
                   .where = container.where,
                   .seen = arn,
                   .hint = "name a file for it in gonogo.yaml: files: {\"" + arn + "\": path}"});
    given.file_texts.push_back(text->second);
  }
  return given;
}

// As awslogs names them on Fargate: a stream is PREFIX/CONTAINER/TASK-ID. What would lead out of the
// folder of logs is left out of a group's name.
std::string log_stream_of(const ContainerDefinition& container, const std::string& task_id) {
  if (!container.log || container.log->driver != "awslogs") return "";
  const auto option = [&](const std::string& name) {
    const auto found = container.log->options.find(name);
    return found == container.log->options.end() ? std::string() : found->second;
  };
  std::vector<std::string> parts;
  for (const std::string& part : split(option("awslogs-group") + "/" + option("awslogs-stream-prefix"), '/'))
    if (!part.empty() && part != "." && part != "..") parts.push_back(part);
  return join(parts, "/") + "/" + container.name + "/" + task_id;
}

Result<ContainerSpec> plan_container(const PlanInputs& inputs, const TaskEntry& entry,
                                     const TaskDefinition& definition,
                                     const ContainerDefinition& container, const TaskPlan& plan,
                                     Redactor& redactor) {
  const auto root = inputs.roots.find(container.image);
  if (root == inputs.roots.end())
    return fail({.code = "no-image",
                 .what = "nothing stands in for the image of container " + container.name,
                 .where = container.where,
                 .seen = container.image,
                 .hint = "add an entry to images: in gonogo.yaml with match: \"" + container.image +
                         "\""});
  auto given = environment_inputs(inputs, entry, container, plan);
  if (!given) return fail(given.error());
  auto variables = container_environment(definition, container, root->second.config,
                                         inputs.secrets, *given, redactor);
  if (!variables) return fail(variables.error());
  const ImageConfig& config = root->second.config;
  ContainerSpec spec{.id = entry.name + "/" + container.name,
                     .network = entry.name,
                     .root = root->second.folders,
                     .argv = container_argv(container, config),
                     .hostname = given->hostname,
                     .pool = entry.name,
                     .pool_memory = static_cast<std::uint64_t>(definition.memory) * mebibyte,
                     .pool_storage = storage_of(definition, inputs.storage_cap),
                     .memory = static_cast<std::uint64_t>(container.memory.value_or(0)) * mebibyte,
                     .memory_reservation =
                         static_cast<std::uint64_t>(container.memory_reservation.value_or(0)) * mebibyte,
                     .cpu_shares = container.cpu,
                     .ulimits = ulimits_of(container, inputs.open_files_limit),
                     .capabilities = capabilities_of(container),
                     .read_only_root = container.read_only_root,
                     .init_process = container.init_process,
                     .shared_pid = definition.shared_pid,
                     .filter_calls = true,
                     .system_controls = container.system_controls};
  if (spec.argv.empty() && !inputs.attach)
    return fail({.code = "no-command",
                 .what = "container " + container.name + " has nothing to run",
                 .where = container.where,
                 .hint = "give its image in gonogo.yaml an entrypoint, or the container a command"});
  for (const auto& [name, value] : *variables) spec.environment.emplace_back(name, Secret(value));
  const std::string& folder = container.working_directory;
  if (!folder.empty() || !config.working_directory.empty())
    spec.working_directory = !folder.empty() ? folder : config.working_directory;
  if (!container.user.empty() || !config.user.empty())
    spec.user = !container.user.empty() ? container.user : config.user;
  if (!config.stop_signal.empty()) spec.stop_signal = config.stop_signal;
  spec.log_stream = log_stream_of(container, plan.task_id);
  add_volumes(inputs, definition, container, config, spec);
  if (inputs.attach)
    if (auto done = attach_container(inputs, entry, container, spec); !done)
      return fail(done.error());
  return spec;
}

}  // namespace

std::vector<std::string> default_capabilities() {
  return {"CAP_CHOWN",  "CAP_DAC_OVERRIDE", "CAP_FSETID",           "CAP_FOWNER",
          "CAP_MKNOD",  "CAP_NET_RAW",      "CAP_SETGID",           "CAP_SETUID",
          "CAP_SETFCAP", "CAP_SETPCAP",     "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT",
          "CAP_KILL",   "CAP_AUDIT_WRITE"};
}

std::string private_hostname(const std::string& address, const std::string& region) {
  // AWS names us-east-1 alone without its region (VPC guide: DNS attributes).
  const std::string domain =
      region == "us-east-1" ? "ec2.internal" : region + ".compute.internal";
  return "ip-" + replace_all(address, ".", "-") + "." + domain;
}

Result<TaskPlan> plan_task(const PlanInputs& inputs, const TaskEntry& entry,
                           const TaskDefinition& definition, const std::string& address,
                           Redactor& redactor) {
  TaskPlan plan{.name = entry.name,
                .definition = definition,
                .task_id = sha256(inputs.environment + "/" + entry.name).substr(0, 32),
                .hostname = entry.hostname,
                .address = address,
                .port = port_of(entry, definition),
                .exact_health = entry.exact_health,
                .service = entry.service};
  for (const ContainerDefinition& container : definition.containers) {
    auto spec = plan_container(inputs, entry, definition, container, plan, redactor);
    if (!spec) return fail(spec.error());
    plan.containers.push_back(std::move(*spec));
    plan.images.emplace_back(container.name, container.image);
  }
  return plan;
}

}  // namespace gonogo
