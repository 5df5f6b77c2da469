// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>

#include "emulator/base/text.h"
#include "emulator/project/plan_parts.h"

namespace gonogo {
namespace {

/// One entry an id; the places where it applies are joined.
class Notes {
 public:
  void add(const std::string& id, const std::string& text) {
    auto& texts = texts_[id];
    if (texts.empty()) order_.push_back(id);
    if (std::find(texts.begin(), texts.end(), text) == texts.end()) texts.push_back(text);
  }
  std::vector<Approximation> list() const {
    std::vector<Approximation> all;
    for (const std::string& id : order_) all.push_back({id, join(texts_.at(id), "; ")});
    return all;
  }

 private:
  std::vector<std::string> order_;
  std::map<std::string, std::vector<std::string>> texts_;
};

void note_services(const EnvironmentPlan& plan, Notes& notes) {
  for (const ServicePlan& service : plan.services) {
    if (!service.wanted.empty() && !service.version.empty() &&
        !is_of_series(service.version, service.wanted))
      notes.add("engine-version",
                service.name + " runs " + service.version + ", wanted " + service.wanted);
    if (service.engine == ServiceEngine::mysql && !service.external)
      notes.add("durability-off", service.name + " syncs nothing to disk and runs without binary "
                                                 "log, TLS and performance schema");
  }
}

void note_container(const std::string& id, const ContainerDefinition& container,
                    const PlanInputs& inputs, Notes& notes) {
  const auto root = inputs.roots.find(container.image);
  if (root != inputs.roots.end() && root->second.stand_in)
    notes.add("stand-in-image", container.image + " is made from Debian packages");
  if (container.log) notes.add("logs-local", "what " + container.log->driver +
                                                 " would take is kept in files");
  if (container.cpu > 0) notes.add("cpu-shares", "cpu counts as shares, not as a limit");
  for (const Ulimit& limit : container.ulimits)
    if (limit.name == "nofile" && limit.hard > inputs.open_files_limit)
      notes.add("nofile-limit", id + " may open " + std::to_string(inputs.open_files_limit) +
                                    " files, asked for " + std::to_string(limit.hard));
  if (container.firelens_router) notes.add("log-router-local", id + " routes to files only");
}

void note_task(const TaskPlan& task, const PlanInputs& inputs, Notes& notes, Notes& not_mirrored) {
  const TaskDefinition& definition = task.definition;
  for (const ContainerDefinition& container : definition.containers) {
    note_container(task.name + "/" + container.name, container, inputs, notes);
    if (container.health_check && !task.exact_health)
      notes.add("eager-health", "health commands are also tried while a container starts");
  }
  if (inputs.open_files_limit < 65535)
    notes.add("nofile-limit", "containers may open " + std::to_string(inputs.open_files_limit) +
                                  " files, Fargate's default is 65535");
  if (!definition.task_role.empty())
    notes.add("credentials-local", "the credentials of the task role are made up, AWS would refuse them");
  for (const TaskVolume& volume : definition.volumes) {
    if (!volume.efs) continue;
    const auto kept = inputs.project.kept_volumes.find(volume.name);
    notes.add("efs-state", "volume " + volume.name +
                               (kept == inputs.project.kept_volumes.end()
                                    ? " starts empty, it is no EFS"
                                    : " is the folder " + kept->second + ", it is no EFS"));
  }
  if (definition.ephemeral_storage_gib &&
      (static_cast<std::uint64_t>(*definition.ephemeral_storage_gib) << 30U) > inputs.storage_cap)
    notes.add("ephemeral-storage-size",
              task.name + " may write " + std::to_string(inputs.storage_cap >> 20U) +
                  " MiB, asked for " + std::to_string(*definition.ephemeral_storage_gib) + " GiB");
  if (definition.cpu_architecture != "X86_64")
    not_mirrored.add("cpu-architecture", task.name + " is for " + definition.cpu_architecture);
}

int parameters_of(const ContainerDefinition& container) {
  int count = 2;  // name and image
  for (const bool given :
       {container.memory.has_value(), container.memory_reservation.has_value(),
        container.entry_point.has_value(), container.command.has_value(),
        !container.environment.empty(), !container.environment_files.empty(),
        !container.secrets.empty(), !container.ports.empty(), !container.mounts.empty(),
        !container.volumes_from.empty(), !container.depends_on.empty(),
        container.start_timeout.has_value(), container.health_check.has_value(),
        !container.user.empty(), !container.working_directory.empty(), container.read_only_root,
        !container.ulimits.empty(), !container.capabilities_add.empty(),
        !container.capabilities_drop.empty(), container.init_process})
    count += given ? 1 : 0;
  return count;
}

}  // namespace

bool is_of_series(const std::string& version, const std::string& series) {
  return version == series || version.rfind(series + ".", 0) == 0;
}

void note_parity(const PlanInputs& inputs, EnvironmentPlan& plan) {
  Notes notes;
  Notes not_mirrored;
  note_services(plan, notes);
  for (const TaskPlan& task : plan.tasks) note_task(task, inputs, notes, not_mirrored);
  if (plan.time_scale > 1) notes.add("time-scale", "periods of the lifecycle are shortened");
  plan.approximations = notes.list();
  plan.not_mirrored = not_mirrored.list();
  plan.mirrored = 0;
  for (const TaskPlan& task : plan.tasks) {
    plan.mirrored += 4;  // family, cpu, memory, network mode
    for (const ContainerDefinition& container : task.definition.containers)
      plan.mirrored += parameters_of(container);
  }
}

}  // namespace gonogo
