// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <span>

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
      notes.add("durability-off", service.name +
                                      " syncs nothing to disk and runs without binary "
                                      "log, TLS and performance schema");
  }
}

void note_container(const std::string& id, const ContainerDefinition& container,
                    const PlanInputs& inputs, Notes& notes, Notes& not_mirrored) {
  const auto root = inputs.roots.find(container.image);
  if (root != inputs.roots.end() && root->second.stand_in)
    notes.add("stand-in-image", container.image + " is made from Debian packages");
  if (container.log)
    notes.add("logs-local", "what " + container.log->driver + " would take is kept in files");
  if (container.cpu > 0 && inputs.shares_cpu)
    notes.add("cpu-shares", "cpu counts as shares, not as a limit");
  for (const Ulimit& limit : container.ulimits)
    if (limit.name == "nofile" && limit.hard > inputs.open_files_limit)
      notes.add("nofile-limit", id + " may open " + std::to_string(inputs.open_files_limit) +
                                    " files, asked for " + std::to_string(limit.hard));
  if (container.firelens_router) notes.add("log-router-local", id + " routes to files only");
  if (container.terminal) not_mirrored.add("terminal", id + " gets no terminal");
}

/// Parameters that are read and checked, and then behave otherwise wherever they are used.
struct Otherwise {
  std::string_view parameter;
  std::string_view id;
  std::string_view text;
};
constexpr Otherwise approximated_parameters[] = {
    {"volumes.s3filesVolumeConfiguration", "volume-state",
     "an S3 Files volume is a folder that starts empty"},
    {"volumes.configuredAtLaunch", "volume-state",
     "a volume configured at launch is a folder that starts empty"}};
constexpr Otherwise ignored_parameters[] = {{"containerDefinitions.linuxParameters.tmpfs", "tmpfs",
                                             "nothing is mounted, the folder is the image's"}};

void note_parameters(const TaskPlan& task, std::span<const Otherwise> rows, Notes& notes) {
  const auto& used = task.definition.parameters;
  for (const Otherwise& row : rows)
    if (std::find(used.begin(), used.end(), row.parameter) != used.end())
      notes.add(std::string(row.id), task.name + ": " + std::string(row.text));
}

// An ordinary user may make no control groups, unless some were delegated.
void note_control_groups(const PlanInputs& inputs, Notes& notes) {
  if (!inputs.limits_memory)
    notes.add("no-memory-limit",
              "no control group can be made: memory is not limited, and nothing is killed for it");
  if (!inputs.shares_cpu)
    notes.add("no-cpu-shares", "no control group can be made: cpu is what the machine gives");
}

struct Limited {
  std::string_view parameter;
  std::string_view id;
};
constexpr Limited limited_parameters[] = {
    {"memory", "no-memory-limit"},
    {"containerDefinitions.memory", "no-memory-limit"},
    {"containerDefinitions.memoryReservation", "no-memory-limit"},
    {"cpu", "no-cpu-shares"},
    {"containerDefinitions.cpu", "no-cpu-shares"}};

void note_task(const TaskPlan& task, const PlanInputs& inputs, Notes& notes, Notes& not_mirrored) {
  const TaskDefinition& definition = task.definition;
  for (const ContainerDefinition& container : definition.containers) {
    note_container(task.name + "/" + container.name, container, inputs, notes, not_mirrored);
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
  note_parameters(task, approximated_parameters, notes);
  note_parameters(task, ignored_parameters, not_mirrored);
  if (definition.proxy)
    not_mirrored.add("app-mesh", task.name + ": traffic is not led through the proxy");
  if (definition.operating_system.starts_with("WINDOWS"))
    not_mirrored.add("windows-platform",
                     task.name + " is for " + definition.operating_system + ", Linux is run");
  if (definition.cpu_architecture != "X86_64")
    not_mirrored.add("cpu-architecture", task.name + " is for " + definition.cpu_architecture);
}

const Approximation* find_note(const std::vector<Approximation>& notes, std::string_view id) {
  const auto found = std::find_if(notes.begin(), notes.end(),
                                  [&](const Approximation& note) { return note.id == id; });
  return found == notes.end() ? nullptr : &*found;
}

// What a parameter may differ in is told only where this run differs in it.
ParameterLine line_of(const std::string& parameter, const EnvironmentPlan& plan) {
  std::string id;
  if (const ParameterParity* parity = find_parity(parameter)) id = parity->id;
  if (plan.engine == "attach") {
    const std::string_view lost = attach_parity(parameter);
    if (!lost.empty()) id = lost;
  }
  for (const Limited& limited : limited_parameters)
    if (limited.parameter == parameter && find_note(plan.approximations, limited.id) != nullptr)
      id = limited.id;
  if (const Approximation* note = find_note(plan.approximations, id))
    return {parameter, ParityState::approximated, id, note->text};
  if (const Approximation* note = find_note(plan.not_mirrored, id))
    return {parameter, ParityState::not_mirrored, id, note->text};
  return {.parameter = parameter};
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
  note_control_groups(inputs, notes);
  if (inputs.project.localhost_topology && !inputs.attach)
    notes.add("topology-localhost", "all tasks and services share one network namespace");
  for (const ExternalEntry& entry : inputs.project.externals) {
    if (entry.host.empty())
      not_mirrored.add("external-allowed", entry.name + " is not there: " + entry.allowed);
    else if (inputs.attach)
      not_mirrored.add("external-allowed", entry.name + " is called as it is: without networks of "
                                                        "our own nothing stands in for it");
    else
      notes.add("external-allowed", "calls of " + entry.name + " go to " + entry.host + ":" +
                                        std::to_string(entry.port));
  }
  if (plan.time_scale > 1) notes.add("time-scale", "periods of the lifecycle are shortened");
  plan.approximations = notes.list();
  plan.not_mirrored = not_mirrored.list();
}

void list_parameters(EnvironmentPlan& plan) {
  std::vector<std::string> seen;
  for (const TaskPlan& task : plan.tasks)
    for (const std::string& parameter : task.definition.parameters) {
      if (std::find(seen.begin(), seen.end(), parameter) != seen.end()) continue;
      seen.push_back(parameter);
      plan.parameters.push_back(line_of(parameter, plan));
    }
  plan.mirrored = static_cast<int>(
      std::count_if(plan.parameters.begin(), plan.parameters.end(),
                    [](const ParameterLine& line) { return line.state == ParityState::mirrored; }));
}

}  // namespace gonogo
