// SPDX-License-Identifier: Apache-2.0
// linuxParameters and systemControls.
#include "emulator/base/text.h"
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

/// Objects to a key of linuxParameters that is there; an empty list is nothing.
void refuse(const RegisterRequest& request, const std::string& key, bool aws_words,
            Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* linux_parameters = container.find("linuxParameters");
    const Value* value = linux_parameters == nullptr ? nullptr : present(*linux_parameters, key);
    if (value == nullptr || (value->is_array() && value->items().empty())) continue;
    const std::string place = container.pointer + "/linuxParameters/" + key;
    const std::string sentence = "Fargate compatible task definitions do not support " + key;
    aws_words ? objections.aws(place, sentence) : objections.own(place, sentence);
  }
}

void fargate_devices(const RegisterRequest& request, Objections& objections) {
  refuse(request, "devices", true, objections);
}

void fargate_shared_memory_size(const RegisterRequest& request, Objections& objections) {
  refuse(request, "sharedMemorySize", true, objections);
}

void fargate_max_swap(const RegisterRequest& request, Objections& objections) {
  refuse(request, "maxSwap", true, objections);
}

void fargate_swappiness(const RegisterRequest& request, Objections& objections) {
  refuse(request, "swappiness", false, objections);
}

// Source: aws/containers-roadmap issue 736: Fargate takes tmpfs since January 2026.
void fargate_tmpfs(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* linux_parameters = container.find("linuxParameters");
    const Value* mounts =
        linux_parameters == nullptr ? nullptr : present(*linux_parameters, "tmpfs");
    if (mounts != nullptr && !mounts->items().empty())
      objections.own(container.pointer + "/linuxParameters/tmpfs",
                     "Fargate takes tmpfs since January 2026 only; older guides say that it "
                     "refuses it");
  }
}

void fargate_capabilities_add(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const Value* linux_parameters = container.find("linuxParameters");
    const Value* capabilities =
        linux_parameters == nullptr ? nullptr : present(*linux_parameters, "capabilities");
    const Value* add = capabilities == nullptr ? nullptr : present(*capabilities, "add");
    if (add == nullptr) continue;
    for (size_t i = 0; i < add->items().size(); ++i) {
      const std::string& name = add->items()[i].as_text();
      if (!name.empty() && name != "SYS_PTRACE")
        objections.aws(container.pointer + "/linuxParameters/capabilities/add/" + std::to_string(i),
                       name + " is not allowed on Fargate.", "only SYS_PTRACE can be added");
    }
  }
}

bool is_task_wide_control(const std::string& name) {
  for (const std::string_view prefix : {"net.", "kernel.msg", "kernel.shm", "fs.mqueue."})
    if (name.starts_with(prefix)) return true;
  return name == "kernel.sem";
}

// Source: Amazon ECS API reference, SystemControl: the network and IPC namespaces' settings only.
void system_control_namespace(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto& controls = container.list("systemControls");
    for (size_t i = 0; i < controls.size(); ++i) {
      const std::string& name = text_in(controls[i], "namespace");
      if (!name.empty() && !is_task_wide_control(name))
        objections.own(
            container.pointer + "/systemControls/" + std::to_string(i) + "/namespace",
            "\"" + name + "\" is none of net.*, kernel.msg*, kernel.sem, kernel.shm*, fs.mqueue.*");
    }
  }
}

constexpr TaskRule linux_table[] = {
    {"fargate-devices", fargate_devices, RuleScope::on_fargate},
    {"fargate-shared-memory-size", fargate_shared_memory_size, RuleScope::on_fargate},
    {"fargate-max-swap", fargate_max_swap, RuleScope::on_fargate},
    {"fargate-swappiness", fargate_swappiness, RuleScope::on_fargate},
    {"fargate-tmpfs", fargate_tmpfs, RuleScope::on_fargate, Finding::Level::note},
    {"fargate-capabilities-add", fargate_capabilities_add, RuleScope::on_fargate},
    {"system-control-namespace", system_control_namespace, RuleScope::on_fargate},
};

}  // namespace

std::span<const TaskRule> linux_rules() { return linux_table; }

}  // namespace gonogo
