// SPDX-License-Identifier: Apache-2.0
// What a container may take and do: cpu, memory, ulimits, capabilities, devices.
#include <algorithm>
#include <set>

#include "emulator/task/rules.h"
#include "emulator/task/size.h"

namespace gonogo {
namespace {

// In MiB.
std::optional<int> task_memory(const RegisterRequest& request) {
  const Value* written = request.find("memory");
  if (written == nullptr) return std::nullopt;
  return read_memory(*written);
}

// On Fargate the task's memory is required and serves for all containers.
void container_memory_required(const RegisterRequest& request, Objections& objections) {
  if (request.find("memory") != nullptr || request.bare_list) return;
  for (const RegisterContainer& container : request.containers)
    if (container.value->is_object() && container.find("memory") == nullptr &&
        container.find("memoryReservation") == nullptr)
      objections.aws(container.pointer,
                     "Invalid setting for container '" + container.name +
                         "'. At least one of 'memory' or 'memoryReservation' must be specified.");
}

void container_memory_over_task(const RegisterRequest& request, Objections& objections) {
  const std::optional<int> task = task_memory(request);
  if (!task) return;
  for (const RegisterContainer& container : request.containers) {
    const auto memory = container.integer("memory");
    if (memory && *memory > *task)
      objections.aws(container.pointer + "/memory",
                     "The 'memory' setting for container '" + container.name +
                         "' is greater than for the task.",
                     std::to_string(*memory) + " of " + std::to_string(*task) + " MiB");
  }
}

void container_memory_reservation_over_task(const RegisterRequest& request,
                                            Objections& objections) {
  const std::optional<int> task = task_memory(request);
  std::int64_t sum = 0;
  for (const RegisterContainer& container : request.containers) {
    const auto reserved = container.integer("memoryReservation");
    if (!reserved || !task) continue;
    sum += *reserved;
    if (sum <= *task) continue;
    objections.own(container.pointer + "/memoryReservation",
                   "the containers reserve more memory than the task has",
                   std::to_string(sum) + " of " + std::to_string(*task) + " MiB");
    return;
  }
}

void memory_below_reservation(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto memory = container.integer("memory");
    const auto reserved = container.integer("memoryReservation");
    if (memory && reserved && *memory < *reserved)
      objections.aws(container.pointer + "/memory",
                     "Invalid setting for container '" + container.name +
                         "'. 'memory' must be greater than or equal to 'memoryReservation'.",
                     std::to_string(*memory) + " is less than " + std::to_string(*reserved));
  }
}

// Source: Amazon ECS API reference, ContainerDefinition: Docker 20.10 and later takes 6 MiB or
// more.
void container_memory_minimum(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers)
    for (const std::string key : {"memory", "memoryReservation"}) {
      const auto memory = container.integer(key);
      if (memory && *memory < 6)
        objections.own(container.pointer + "/" + key,
                       key + " must be at least 6 MiB, but is " + std::to_string(*memory));
    }
}

void fargate_container_cpu_over_task(const RegisterRequest& request, Objections& objections) {
  const Value* written = request.find("cpu");
  if (written == nullptr) return;
  const std::optional<int> task = read_cpu(*written);
  if (!task) return;
  std::int64_t sum = 0;
  for (const RegisterContainer& container : request.containers) {
    const std::int64_t cpu = container.integer("cpu").value_or(0);
    const bool was_over = sum > *task;
    sum += cpu;
    if (sum > *task && !was_over)
      objections.aws(container.pointer + "/cpu",
                     "The sum of all container 'cpu' values cannot be greater than the value of "
                     "the task 'cpu'.",
                     std::to_string(sum) + " of " + std::to_string(*task) + " units");
  }
}

void container_cpu_negative(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers)
    if (container.integer("cpu").value_or(0) < 0)
      objections.own(container.pointer + "/cpu", "cpu must not be negative");
}

void ulimit_soft_over_hard(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto& ulimits = container.list("ulimits");
    for (size_t i = 0; i < ulimits.size(); ++i) {
      const auto soft = integer_in(ulimits[i], "softLimit");
      const auto hard = integer_in(ulimits[i], "hardLimit");
      if (soft && hard && *hard >= 0 && (*soft > *hard || *soft < 0))
        objections.aws(container.pointer + "/ulimits/" + std::to_string(i) + "/softLimit",
                       "Soft limit exceeds hard limit for ulimit " + text_in(ulimits[i], "name"),
                       std::to_string(*soft) + " is more than " + std::to_string(*hard));
    }
  }
}

void ulimit_duplicate(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    std::set<std::string> seen;
    const auto& ulimits = container.list("ulimits");
    for (size_t i = 0; i < ulimits.size(); ++i) {
      const std::string& name = text_in(ulimits[i], "name");
      if (!name.empty() && !seen.insert(name).second)
        objections.own(container.pointer + "/ulimits/" + std::to_string(i) + "/name",
                       "the ulimit " + name + " is given twice");
    }
  }
}

// Source: Amazon ECS Developer Guide, task definition parameters for Fargate, ulimits.
void fargate_ulimit_nofile_maximum(const RegisterRequest& request, Objections& objections) {
  constexpr std::int64_t highest = 1'048'576;
  for (const RegisterContainer& container : request.containers) {
    const auto& ulimits = container.list("ulimits");
    for (size_t i = 0; i < ulimits.size(); ++i)
      if (text_in(ulimits[i], "name") == "nofile" &&
          integer_in(ulimits[i], "hardLimit").value_or(0) > highest)
        objections.own(container.pointer + "/ulimits/" + std::to_string(i) + "/hardLimit",
                       "Fargate opens up to 1048576 files, not " +
                           std::to_string(*integer_in(ulimits[i], "hardLimit")));
  }
}

void fargate_privileged(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers)
    if (flag_in(*container.value, "privileged"))
      objections.aws(container.pointer + "/privileged",
                     "Fargate requires that the ‘privileged’ setting be ‘false’ at the container "
                     "level.");
}

void fargate_docker_security_options(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers)
    if (!container.list("dockerSecurityOptions").empty())
      objections.aws(container.pointer + "/dockerSecurityOptions",
                     "Fargate compatible task definitions do not support dockerSecurityOptions");
}

void fargate_credential_specs(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers)
    if (!container.list("credentialSpecs").empty())
      objections.own(container.pointer + "/credentialSpecs",
                     "Fargate does not support gMSA credential specs");
}

void fargate_gpu_resource(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto& needs = container.list("resourceRequirements");
    if (std::any_of(needs.begin(), needs.end(),
                    [](const Value& need) { return text_in(need, "type") == "GPU"; }))
      objections.aws(container.pointer + "/resourceRequirements",
                     "Tasks using the Fargate launch type do not support GPU resource "
                     "requirements.");
  }
}

void fargate_other_resource(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto& needs = container.list("resourceRequirements");
    for (size_t i = 0; i < needs.size(); ++i) {
      const std::string& type = text_in(needs[i], "type");
      if (type == "InferenceAccelerator" || type == "NeuronDevice")
        objections.own(container.pointer + "/resourceRequirements/" + std::to_string(i),
                       "Fargate has no " + type);
    }
  }
}

constexpr TaskRule limits_table[] = {
    {"container-memory-required", container_memory_required},
    {"container-memory-over-task", container_memory_over_task},
    {"container-memory-reservation-over-task", container_memory_reservation_over_task,
     RuleScope::always, Finding::Level::warning},
    {"memory-below-reservation", memory_below_reservation},
    {"container-memory-minimum", container_memory_minimum},
    {"fargate-container-cpu-over-task", fargate_container_cpu_over_task},
    {"container-cpu-negative", container_cpu_negative},
    {"ulimit-soft-over-hard", ulimit_soft_over_hard},
    {"ulimit-duplicate", ulimit_duplicate},
    {"fargate-ulimit-nofile-maximum", fargate_ulimit_nofile_maximum, RuleScope::on_fargate,
     Finding::Level::warning},
    {"fargate-privileged", fargate_privileged, RuleScope::on_fargate},
    {"fargate-docker-security-options", fargate_docker_security_options, RuleScope::on_fargate},
    {"fargate-credential-specs", fargate_credential_specs, RuleScope::on_fargate},
    {"fargate-gpu-resource", fargate_gpu_resource, RuleScope::on_fargate},
    {"fargate-other-resource", fargate_other_resource, RuleScope::on_fargate},
};

}  // namespace

std::span<const TaskRule> limit_rules() { return limits_table; }

}  // namespace gonogo
