// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/secret.h"
#include "emulator/base/value.h"
#include "emulator/task/secret_value.h"
#include "emulator/task/task_definition.h"

namespace gonogo {

struct EnvironmentInputs {
  std::string region;
  std::string task_id;       ///< 32 hex digits
  std::string container_id;  ///< task id, '-', 10 digits: part of the metadata URIs
  std::string hostname;
  std::map<std::string, std::string> overrides{};
  std::vector<std::string> file_texts{};  ///< of environmentFiles, in their order
};

/// All variables of a container. Strongest first: the endpoints' addresses, overrides, secrets,
/// `environment`, environmentFiles (the first file that sets a name wins), what Fargate gives every
/// container (region, host name), the image.
Result<std::map<std::string, std::string>> container_environment(
    const TaskDefinition& task, const ContainerDefinition& container, const ImageConfig& image,
    const SecretStore& store, const EnvironmentInputs& inputs, Redactor& redactor);

/// entryPoint and command over the image's: an entryPoint given by the task definition drops the
/// image's command, as Docker does.
std::vector<std::string> container_argv(const ContainerDefinition& container,
                                        const ImageConfig& image);

}  // namespace gonogo
