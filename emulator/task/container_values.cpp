// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/container_values.h"

#include "emulator/task/environment_file.h"

namespace gonogo {
namespace {

constexpr const char* metadata_address = "http://169.254.170.2";

/// What Fargate gives a container that says nothing of its own about it.
void give_surroundings(const EnvironmentInputs& inputs,
                       std::map<std::string, std::string>& variables) {
  variables["AWS_EXECUTION_ENV"] = "AWS_ECS_FARGATE";
  variables["AWS_REGION"] = inputs.region;
  variables["AWS_DEFAULT_REGION"] = inputs.region;
  variables["HOSTNAME"] = inputs.hostname;
}

/// The endpoints' addresses replace whatever the container says.
/// Source: aws/amazon-ecs-agent agent/api/task/task.go, initializeCredentialsEndpoint, and
/// agent/api/container/container.go, InjectV4MetadataEndpoint.
void inject_endpoints(const TaskDefinition& task, const EnvironmentInputs& inputs,
                      std::map<std::string, std::string>& variables) {
  const std::string base = metadata_address;
  variables["ECS_CONTAINER_METADATA_URI"] = base + "/v3/" + inputs.container_id;
  variables["ECS_CONTAINER_METADATA_URI_V4"] = base + "/v4/" + inputs.container_id;
  variables["ECS_AGENT_URI"] = base + "/api/" + inputs.container_id;
  if (!task.task_role.empty())
    variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/" + inputs.task_id;
}

/// Where the app's log driver would send to. Source: aws/amazon-ecs-agent
/// agent/engine/docker_task_engine.go: in awsvpc the router listens on the task's own loopback.
void name_log_router(const ContainerDefinition& container,
                     std::map<std::string, std::string>& variables) {
  if (!container.log || container.log->driver != "awsfirelens") return;
  variables["FLUENT_HOST"] = "127.0.0.1";
  variables["FLUENT_PORT"] = "24224";
}

}  // namespace

Result<std::map<std::string, std::string>> container_environment(
    const TaskDefinition& task, const ContainerDefinition& container, const ImageConfig& image,
    const SecretStore& store, const EnvironmentInputs& inputs, Redactor& redactor) {
  std::map<std::string, std::string> variables;
  // Weakest first: what comes later replaces.
  for (const std::string& line : image.environment)
    if (const size_t equals = line.find('='); equals != std::string::npos)
      variables[line.substr(0, equals)] = line.substr(equals + 1);
  give_surroundings(inputs, variables);
  for (auto file = inputs.file_texts.rbegin(); file != inputs.file_texts.rend(); ++file)
    for (const auto& [name, value] : read_environment_file(*file)) variables[name] = value;
  for (const auto& [name, value] : container.environment) variables[name] = value;
  for (const SecretReference& reference : container.secrets) {
    auto secret = resolve_secret(reference, store);
    if (!secret) return fail(secret.error());
    redactor.add(*secret);
    variables[reference.name] = secret->reveal();
  }
  for (const auto& [name, value] : inputs.overrides) variables[name] = value;
  name_log_router(container, variables);
  inject_endpoints(task, inputs, variables);
  return variables;
}

std::vector<std::string> container_argv(const ContainerDefinition& container,
                                        const ImageConfig& image) {
  std::vector<std::string> argv = container.entry_point.value_or(image.entrypoint);
  const auto& command = container.command       ? *container.command
                        : container.entry_point ? std::vector<std::string>{}
                                                : image.command;
  argv.insert(argv.end(), command.begin(), command.end());
  return argv;
}

}  // namespace gonogo
