// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/task_json.h"

#include "emulator/base/members.h"
#include "emulator/task/request.h"

namespace gonogo {
namespace {

Value milliseconds(Milliseconds duration) { return static_cast<std::int64_t>(duration.count()); }

Milliseconds milliseconds_in(const Value& value, std::string_view key) {
  return Milliseconds(integer_in(value, key).value_or(0));
}

Value health_value(const HealthCheck& check) {
  return Value::object({{"command", texts_value(check.command)},
                        {"shell", check.shell},
                        {"interval", milliseconds(check.interval)},
                        {"timeout", milliseconds(check.timeout)},
                        {"retries", check.retries},
                        {"startPeriod", milliseconds(check.start_period)}});
}

HealthCheck health_of(const Value& value) {
  HealthCheck check{.shell = flag_in(value, "shell"),
                    .interval = milliseconds_in(value, "interval"),
                    .timeout = milliseconds_in(value, "timeout"),
                    .retries = static_cast<int>(integer_in(value, "retries").value_or(0)),
                    .start_period = milliseconds_in(value, "startPeriod")};
  if (const Value* command = present(value, "command"))
    for (const Value& word : command->items()) check.command.push_back(word.as_text());
  return check;
}

Value restart_value(const RestartPolicy& policy) {
  Value codes = Value::array();
  for (const int code : policy.ignored_exit_codes) codes.push(code);
  return Value::object({{"enabled", policy.enabled},
                        {"ignoredExitCodes", codes},
                        {"attemptPeriod", milliseconds(policy.attempt_period)}});
}

RestartPolicy restart_of(const Value& value) {
  RestartPolicy policy{.enabled = flag_in(value, "enabled"),
                       .attempt_period = milliseconds_in(value, "attemptPeriod")};
  if (const Value* codes = present(value, "ignoredExitCodes"))
    for (const Value& code : codes->items())
      policy.ignored_exit_codes.push_back(static_cast<int>(code.as_integer()));
  return policy;
}

Value map_value(const std::map<std::string, std::string>& entries) {
  Value value = Value::object();
  for (const auto& [key, text] : entries) value.set(key, text);
  return value;
}

std::map<std::string, std::string> map_in(const Value& value, std::string_view key) {
  std::map<std::string, std::string> entries;
  for (const Value::Member& member : part_of(value, key).members())
    entries[member.key] = member.value.as_text();
  return entries;
}

Value log_value(const LogConfiguration& log) {
  return Value::object({{"driver", log.driver}, {"options", map_value(log.options)}});
}

Value ports_value(const std::vector<PortMapping>& ports) {
  Value list = Value::array();
  for (const PortMapping& port : ports)
    list.push(Value::object({{"port", port.container_port}, {"protocol", port.protocol}}));
  return list;
}

Value container_value(const ContainerDefinition& container) {
  Value dependencies = Value::array();
  for (const Dependency& dependency : container.depends_on)
    dependencies.push(Value::object({{"container", dependency.container},
                                     {"condition", static_cast<int>(dependency.condition)}}));
  Value value = Value::object({{"name", container.name},
                               {"image", container.image},
                               {"essential", container.essential},
                               {"dependsOn", dependencies},
                               {"stopTimeout", milliseconds(container.stop_timeout)},
                               {"restartPolicy", restart_value(container.restart_policy)}});
  if (container.cpu > 0) value.set("cpu", container.cpu);
  if (container.log) value.set("log", log_value(*container.log));
  if (!container.labels.empty()) value.set("labels", map_value(container.labels));
  if (!container.ports.empty()) value.set("ports", ports_value(container.ports));
  if (container.memory) value.set("memory", *container.memory);
  if (container.start_timeout) value.set("startTimeout", milliseconds(*container.start_timeout));
  if (container.health_check) value.set("healthCheck", health_value(*container.health_check));
  return value;
}

ContainerDefinition container_of(const Value& value) {
  ContainerDefinition container{.name = text_in(value, "name"),
                                .image = text_in(value, "image"),
                                .essential = flag_in(value, "essential")};
  if (const Value* dependencies = present(value, "dependsOn"))
    for (const Value& item : dependencies->items())
      container.depends_on.push_back(
          {text_in(item, "container"),
           static_cast<DependencyCondition>(integer_in(item, "condition").value_or(0))});
  container.stop_timeout = milliseconds_in(value, "stopTimeout");
  container.cpu = static_cast<int>(integer_in(value, "cpu").value_or(0));
  if (const Value* log = present(value, "log"))
    container.log = LogConfiguration{text_in(*log, "driver"), map_in(*log, "options")};
  container.labels = map_in(value, "labels");
  for (const Value& port : part_of(value, "ports").items())
    container.ports.push_back(
        {.container_port = static_cast<std::uint16_t>(integer_in(port, "port").value_or(0)),
         .protocol = text_in(port, "protocol")});
  if (const auto memory = integer_in(value, "memory")) container.memory = static_cast<int>(*memory);
  if (present(value, "startTimeout") != nullptr)
    container.start_timeout = milliseconds_in(value, "startTimeout");
  if (const Value* health = present(value, "healthCheck"))
    container.health_check = health_of(*health);
  if (const Value* policy = present(value, "restartPolicy"))
    container.restart_policy = restart_of(*policy);
  return container;
}

}  // namespace

Value lifecycle_part(const TaskDefinition& task) {
  Value containers = Value::array();
  for (const ContainerDefinition& container : task.containers)
    containers.push(container_value(container));
  return Value::object({{"family", task.family},
                        {"file", task.file},
                        {"sha256", task.sha256},
                        {"cpu", task.cpu},
                        {"memory", task.memory},
                        {"taskRole", task.task_role},
                        {"faultInjection", task.fault_injection},
                        {"containers", containers}});
}

TaskDefinition task_of_lifecycle_part(const Value& value) {
  TaskDefinition task{.family = text_in(value, "family"),
                      .file = text_in(value, "file"),
                      .sha256 = text_in(value, "sha256"),
                      .cpu = static_cast<int>(integer_in(value, "cpu").value_or(0)),
                      .memory = static_cast<int>(integer_in(value, "memory").value_or(0)),
                      .task_role = text_in(value, "taskRole"),
                      .fault_injection = flag_in(value, "faultInjection")};
  if (const Value* containers = present(value, "containers"))
    for (const Value& item : containers->items()) task.containers.push_back(container_of(item));
  return task;
}

}  // namespace gonogo
