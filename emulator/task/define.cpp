// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/define.h"

#include <algorithm>

#include "emulator/task/parity.h"
#include "emulator/task/size.h"

namespace gonogo {
namespace {

std::vector<std::string> texts_in(const Value& mapping, std::string_view key) {
  std::vector<std::string> texts;
  if (const Value* list = present(mapping, key))
    for (const Value& item : list->items()) texts.push_back(item.as_text());
  return texts;
}

std::optional<std::vector<std::string>> given_texts(const Value& mapping, std::string_view key) {
  // AWS's own console writes empty lists for what was left out.
  auto texts = texts_in(mapping, key);
  if (texts.empty()) return std::nullopt;
  return texts;
}

std::vector<std::pair<std::string, std::string>> pairs_in(const Value& mapping,
                                                          std::string_view key,
                                                          std::string_view name,
                                                          std::string_view value) {
  std::vector<std::pair<std::string, std::string>> pairs;
  if (const Value* list = present(mapping, key))
    for (const Value& item : list->items())
      pairs.emplace_back(text_in(item, name), text_in(item, value));
  return pairs;
}

Milliseconds seconds_in(const Value& mapping, std::string_view key, int otherwise) {
  return Milliseconds(integer_in(mapping, key).value_or(otherwise) * 1000);
}

std::optional<int> number_in(const Value& mapping, std::string_view key) {
  const auto number = integer_in(mapping, key);
  if (!number) return std::nullopt;
  return static_cast<int>(*number);
}

std::optional<HealthCheck> health_check_of(const Value& container) {
  const Value* value = present(container, "healthCheck");
  if (value == nullptr) return std::nullopt;
  HealthCheck check{.command = texts_in(*value, "command"),
                    .interval = seconds_in(*value, "interval", 30),
                    .timeout = seconds_in(*value, "timeout", 5),
                    .retries = number_in(*value, "retries").value_or(3),
                    .start_period = seconds_in(*value, "startPeriod", 0)};
  if (check.command.empty() || check.command.front() == "NONE") return std::nullopt;
  check.shell = check.command.front() == "CMD-SHELL";
  if (check.shell || check.command.front() == "CMD") check.command.erase(check.command.begin());
  return check;
}

RestartPolicy restart_policy_of(const Value& container) {
  RestartPolicy policy;
  const Value* value = present(container, "restartPolicy");
  if (value == nullptr) return policy;
  policy.enabled = flag_in(*value, "enabled");
  policy.attempt_period = seconds_in(*value, "restartAttemptPeriod", 300);
  if (const Value* codes = present(*value, "ignoredExitCodes"))
    for (const Value& code : codes->items())
      policy.ignored_exit_codes.push_back(static_cast<int>(code.as_integer()));
  return policy;
}

std::vector<PortMapping> ports_of(const Value& container) {
  std::vector<PortMapping> ports;
  if (const Value* list = present(container, "portMappings"))
    for (const Value& item : list->items()) {
      PortMapping port{
          .container_port =
              static_cast<std::uint16_t>(integer_in(item, "containerPort").value_or(0)),
          .host_port = static_cast<std::uint16_t>(integer_in(item, "hostPort").value_or(0)),
          .name = text_in(item, "name")};
      if (!text_in(item, "protocol").empty()) port.protocol = text_in(item, "protocol");
      if (port.container_port != 0) ports.push_back(std::move(port));
    }
  return ports;
}

DependencyCondition condition_of(const std::string& text) {
  if (text == "COMPLETE") return DependencyCondition::complete;
  if (text == "SUCCESS") return DependencyCondition::success;
  if (text == "HEALTHY") return DependencyCondition::healthy;
  return DependencyCondition::start;
}

void define_surroundings(const Value& value, ContainerDefinition& container) {
  if (const Value* list = present(value, "mountPoints"))
    for (const Value& item : list->items())
      container.mounts.push_back({text_in(item, "sourceVolume"), text_in(item, "containerPath"),
                                  flag_in(item, "readOnly")});
  if (const Value* list = present(value, "volumesFrom"))
    for (const Value& item : list->items())
      container.volumes_from.emplace_back(text_in(item, "sourceContainer"),
                                          flag_in(item, "readOnly"));
  if (const Value* list = present(value, "dependsOn"))
    for (const Value& item : list->items())
      container.depends_on.push_back(
          {text_in(item, "containerName"), condition_of(text_in(item, "condition"))});
  if (const Value* list = present(value, "ulimits"))
    for (const Value& item : list->items())
      container.ulimits.push_back({text_in(item, "name"), integer_in(item, "softLimit").value_or(0),
                                   integer_in(item, "hardLimit").value_or(0)});
  if (const Value* linux_parameters = present(value, "linuxParameters")) {
    container.init_process = flag_in(*linux_parameters, "initProcessEnabled");
    if (const Value* capabilities = present(*linux_parameters, "capabilities")) {
      container.capabilities_add = texts_in(*capabilities, "add");
      container.capabilities_drop = texts_in(*capabilities, "drop");
    }
  }
  container.terminal = flag_in(value, "interactive") || flag_in(value, "pseudoTerminal");
  container.system_controls = pairs_in(value, "systemControls", "namespace", "value");
  container.firelens_router = present(value, "firelensConfiguration") != nullptr;
  if (const Value* log = present(value, "logConfiguration")) {
    container.log = LogConfiguration{.driver = text_in(*log, "logDriver")};
    if (const Value* options = present(*log, "options"))
      for (const Value::Member& option : options->members())
        container.log->options[option.key] = option.value.as_text();
  }
  if (const Value* labels = present(value, "dockerLabels"))
    for (const Value::Member& label : labels->members())
      container.labels[label.key] = label.value.as_text();
}

ContainerDefinition define_container(const RegisterContainer& given, const std::string& file) {
  const Value& value = *given.value;
  ContainerDefinition container{.name = given.name,
                                .image = text_in(value, "image"),
                                .cpu = number_in(value, "cpu").value_or(0),
                                .memory = number_in(value, "memory"),
                                .memory_reservation = number_in(value, "memoryReservation"),
                                .essential = given.essential,
                                .entry_point = given_texts(value, "entryPoint"),
                                .command = given_texts(value, "command"),
                                .environment = pairs_in(value, "environment", "name", "value"),
                                .ports = ports_of(value),
                                .restart_policy = restart_policy_of(value),
                                .health_check = health_check_of(value),
                                .user = text_in(value, "user"),
                                .working_directory = text_in(value, "workingDirectory"),
                                .read_only_root = flag_in(value, "readonlyRootFilesystem"),
                                .where = {file, value.mark, given.pointer}};
  if (container.memory.value_or(1) == 0) container.memory.reset();
  const Value* memory = present(value, "memory");
  container.memory_where =
      memory != nullptr ? Location{file, memory->mark, given.pointer + "/memory"} : container.where;
  if (integer_in(value, "startTimeout"))
    container.start_timeout = seconds_in(value, "startTimeout", 0);
  container.stop_timeout = seconds_in(value, "stopTimeout", 30);
  if (const Value* files = present(value, "environmentFiles"))
    for (const Value& item : files->items())
      container.environment_files.push_back(text_in(item, "value"));
  if (const Value* secrets = present(value, "secrets"))
    for (size_t i = 0; i < secrets->items().size(); ++i) {
      const Value& item = secrets->items()[i];
      container.secrets.push_back(
          {text_in(item, "name"),
           text_in(item, "valueFrom"),
           {file, item.mark, given.pointer + "/secrets/" + std::to_string(i)}});
    }
  define_surroundings(value, container);
  return container;
}

bool depends_on(const ContainerDefinition& container, const std::string& name) {
  return std::any_of(container.depends_on.begin(), container.depends_on.end(),
                     [&](const Dependency& dependency) { return dependency.container == name; });
}

// What ECS orders without being asked. Source: aws/amazon-ecs-agent agent/api/task/task.go,
// initializeContainerOrdering and addFirelensContainerDependency: a router that itself waits for
// something is left alone.
void order_by_surroundings(TaskDefinition& task) {
  const auto router = std::find_if(task.containers.begin(), task.containers.end(),
                                   [](const auto& container) { return container.firelens_router; });
  for (ContainerDefinition& container : task.containers) {
    for (const auto& [source, read_only] : container.volumes_from)
      if (source != container.name && !depends_on(container, source))
        container.depends_on.push_back({source, DependencyCondition::create});
    const bool routed = container.log && container.log->driver == "awsfirelens";
    if (routed && router != task.containers.end() && router->depends_on.empty() &&
        router->name != container.name && !depends_on(container, router->name))
      container.depends_on.push_back({router->name, DependencyCondition::start});
  }
}

}  // namespace

TaskDefinition define_task(const RegisterRequest& request, const std::string& file) {
  TaskDefinition task{.family = request.text("family"),
                      .file = file,
                      .task_role = request.text("taskRoleArn"),
                      .execution_role = request.text("executionRoleArn"),
                      .shared_pid = request.text("pidMode") == "task"};
  if (const Value* cpu = request.find("cpu")) task.cpu = read_cpu(*cpu).value_or(0);
  if (const Value* memory = request.find("memory")) task.memory = read_memory(*memory).value_or(0);
  if (const Value* platform = request.find("runtimePlatform")) {
    if (const auto& text = text_in(*platform, "cpuArchitecture"); !text.empty())
      task.cpu_architecture = text;
    if (const auto& text = text_in(*platform, "operatingSystemFamily"); !text.empty())
      task.operating_system = text;
  }
  if (const Value* fault = request.find("enableFaultInjection"))
    task.fault_injection = fault->as_bool();
  if (const Value* storage = request.find("ephemeralStorage"))
    task.ephemeral_storage_gib = number_in(*storage, "sizeInGiB");
  for (const Value& volume : request.list("volumes"))
    task.volumes.push_back(
        {text_in(volume, "name"), present(volume, "efsVolumeConfiguration") != nullptr});
  for (const RegisterContainer& container : request.containers)
    task.containers.push_back(define_container(container, file));
  order_by_surroundings(task);
  task.proxy = request.find("proxyConfiguration") != nullptr;
  task.parameters = parameters_of(request);
  return task;
}

const ContainerDefinition* TaskDefinition::find(const std::string& container) const {
  for (const ContainerDefinition& candidate : containers)
    if (candidate.name == container) return &candidate;
  return nullptr;
}

}  // namespace gonogo
