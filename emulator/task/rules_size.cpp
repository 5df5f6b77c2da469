// SPDX-License-Identifier: Apache-2.0
// How big the task is: cpu, memory, storage.
#include "emulator/base/text.h"
#include "emulator/task/rules.h"
#include "emulator/task/size.h"

namespace gonogo {
namespace {

void fargate_task_cpu_memory(const RegisterRequest& request, Objections& objections) {
  if (request.bare_list) return;
  for (const std::string key : {"cpu", "memory"})
    if (request.find(key) == nullptr)
      objections.aws("/" + key, "Fargate requires that '" + key + "' be defined at the task level");
}

void invalid_setting(const RegisterRequest& request, const std::string& key,
                     const std::string& spellings, bool readable, Objections& objections) {
  const Value* value = request.find(key);
  if (value == nullptr || readable || !(value->is_text() || value->is_number())) return;
  objections.aws("/" + key,
                 "Invalid '" + key +
                     "' setting for task. For more information, see the "
                     "Troubleshooting section of the Amazon ECS Developer Guide.",
                 "write " + spellings);
}

void task_cpu_setting(const RegisterRequest& request, Objections& objections) {
  const Value* cpu = request.find("cpu");
  invalid_setting(request, "cpu", "units or vCPUs: \"256\" or \".25 vCPU\"",
                  cpu != nullptr && read_cpu(*cpu), objections);
}

void task_memory_setting(const RegisterRequest& request, Objections& objections) {
  const Value* memory = request.find("memory");
  invalid_setting(request, "memory", "MiB or GB: \"512\" or \"0.5 GB\"",
                  memory != nullptr && read_memory(*memory), objections);
}

std::string memory_hint(int cpu) {
  const std::vector<int> memories = fargate_memories(cpu);
  std::vector<std::string> texts;
  if (memories.empty()) {
    for (const int candidate : fargate_cpus()) texts.push_back(std::to_string(candidate));
    return "Fargate has cpu " + join(texts, ", ");
  }
  if (memories.size() <= 4) {
    for (const int memory : memories) texts.push_back(std::to_string(memory));
    return "cpu " + std::to_string(cpu) + " goes with memory " + join(texts, ", ");
  }
  return "cpu " + std::to_string(cpu) + " goes with memory from " +
         std::to_string(memories.front()) + " to " + std::to_string(memories.back()) +
         " in steps of " + std::to_string(memories[1] - memories[0]);
}

// Older answers of AWS leave the values out.
void fargate_cpu_memory_combination(const RegisterRequest& request, Objections& objections) {
  const Value* cpu = request.find("cpu");
  const Value* memory = request.find("memory");
  if (cpu == nullptr || memory == nullptr) return;
  const auto units = read_cpu(*cpu);
  const auto mib = read_memory(*memory);
  if (!units || !mib || is_fargate_size(*units, *mib)) return;
  objections.aws("/cpu",
                 "No Fargate configuration exists for given values: " + std::to_string(*units) +
                     " CPU, " + std::to_string(*mib) + " memory",
                 memory_hint(*units));
}

// Source: Amazon ECS Developer Guide, Windows containers on Fargate start at 1 vCPU.
void fargate_windows_cpu_under_1vcpu(const RegisterRequest& request, Objections& objections) {
  const Value* cpu = request.find("cpu");
  const auto units = cpu == nullptr ? std::nullopt : read_cpu(*cpu);
  if (request.windows() && units && *units < 1024)
    objections.own("/cpu", "Windows on Fargate needs at least 1 vCPU, but the task has " +
                               std::to_string(*units) + " units");
}

// Source: Amazon ECS API reference, RegisterTaskDefinition, cpu: 8 and 16 vCPU are for Linux.
void fargate_windows_cpu_over_4vcpu(const RegisterRequest& request, Objections& objections) {
  const Value* cpu = request.find("cpu");
  const auto units = cpu == nullptr ? std::nullopt : read_cpu(*cpu);
  if (request.windows() && units && *units > 4096)
    objections.own("/cpu", "Windows on Fargate has up to 4 vCPU, but the task has " +
                               std::to_string(*units) + " units");
}

void fargate_ephemeral_storage_min(const RegisterRequest& request, Objections& objections) {
  const Value* storage = request.find("ephemeralStorage");
  const auto size = storage == nullptr ? std::nullopt : integer_in(*storage, "sizeInGiB");
  if (size && *size < 21)
    objections.aws("/ephemeralStorage/sizeInGiB", "EphemeralStorage size should be at least 21",
                   "20 GiB is what a task has without the setting");
}

void fargate_ephemeral_storage_max(const RegisterRequest& request, Objections& objections) {
  const Value* storage = request.find("ephemeralStorage");
  const auto size = storage == nullptr ? std::nullopt : integer_in(*storage, "sizeInGiB");
  if (size && *size > 200)
    objections.own(
        "/ephemeralStorage/sizeInGiB",
        "ephemeral storage has at most 200 GiB, but sizeInGiB is " + std::to_string(*size));
}

void fargate_ephemeral_storage_ec2(const RegisterRequest& request, Objections& objections) {
  if (request.launch == Launch::elsewhere && request.find("ephemeralStorage") != nullptr)
    objections.aws("/ephemeralStorage",
                   "Tasks using the EC2 launch type do not support EphemeralStorage.");
}

constexpr TaskRule size_table[] = {
    {"fargate-task-cpu-memory", fargate_task_cpu_memory, RuleScope::on_fargate},
    {"task-cpu-setting", task_cpu_setting},
    {"task-memory-setting", task_memory_setting},
    {"fargate-cpu-memory-combination", fargate_cpu_memory_combination, RuleScope::on_fargate},
    {"fargate-windows-cpu-under-1vcpu", fargate_windows_cpu_under_1vcpu, RuleScope::on_fargate},
    {"fargate-windows-cpu-over-4vcpu", fargate_windows_cpu_over_4vcpu, RuleScope::on_fargate},
    {"fargate-ephemeral-storage-min", fargate_ephemeral_storage_min, RuleScope::on_fargate},
    {"fargate-ephemeral-storage-max", fargate_ephemeral_storage_max, RuleScope::on_fargate},
    {"fargate-ephemeral-storage-ec2", fargate_ephemeral_storage_ec2},
};

}  // namespace

std::span<const TaskRule> size_rules() { return size_table; }

}  // namespace gonogo
