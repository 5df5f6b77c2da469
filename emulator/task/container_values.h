// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/secret.h"
#include "emulator/base/value.h"
#include "emulator/task/task_definition.h"

namespace gonogo {

/// The local stand-in of Secrets Manager and the parameter store: "ARN or name" → text, or a
/// mapping for references with a json-key. `file` and the marks are for errors.
struct SecretStore {
  std::string file;
  Value entries;
};

/// The value of one reference: looked up whole, then without the suffix
/// `:json-key:version-stage:version-id`, then by the secret's name with and without the six random
/// characters. A missing one is `secret-missing` with AWS's ResourceInitializationError text.
Result<Secret> resolve_secret(const SecretReference& reference, const SecretStore& store);

struct EnvironmentInputs {
  std::string region;
  std::string task_id;       ///< 32 hex digits
  std::string container_id;  ///< task id, '-', 10 digits: part of the metadata URIs
  std::string hostname;
  std::map<std::string, std::string> overrides{};
  std::vector<std::string> file_texts{};  ///< of environmentFiles, in their order
};

/// All variables of a container. Strongest first: overrides, secrets, `environment`,
/// environmentFiles (the first file wins), the image; then what Fargate injects.
Result<std::map<std::string, std::string>> container_environment(
    const TaskDefinition& task, const ContainerDefinition& container, const ImageConfig& image,
    const SecretStore& store, const EnvironmentInputs& inputs, Redactor& redactor);

/// entryPoint and command over the image's: an entryPoint given by the task definition drops the
/// image's command, as Docker does.
std::vector<std::string> container_argv(const ContainerDefinition& container,
                                        const ImageConfig& image);

}  // namespace gonogo
