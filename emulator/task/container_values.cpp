// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/container_values.h"

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/task/secret_arn.h"

namespace gonogo {
namespace {

constexpr const char* metadata_address = "http://169.254.170.2";

// A secret's ARN ends with "-" and six random characters that its name does not have.
std::string without_suffix(const std::string& name) {
  return name.size() > 7 && name[name.size() - 7] == '-' ? name.substr(0, name.size() - 7) : name;
}

const Value* find_secret(const SecretArn& arn, const std::string& whole, const Value& entries) {
  for (const std::string& key : {whole, arn.base, arn.name, without_suffix(arn.name)})
    if (const Value* entry = entries.find(key)) return entry;
  if (!arn.name.empty() && arn.name.front() == '/')
    if (const Value* entry = entries.find(arn.name.substr(1))) return entry;
  return nullptr;
}

// In AWS's words (ECS troubleshooting: "ResourceInitializationError: unable to pull secrets").
Error missing(const SecretReference& reference, const SecretStore& store,
              const std::string& detail) {
  return {.code = "secret-missing",
          .what = "ResourceInitializationError: unable to pull secrets or registry auth: " + detail,
          .where = reference.where,
          .seen = reference.value_from,
          .hint = store.file.empty()
                      ? "name a file with local values in gonogo.yaml: secrets: secrets.yaml"
                      : "add it to " + store.file};
}

Result<std::string> text_of_secret(const Value& entry, const SecretArn& arn,
                                   const SecretReference& reference, const SecretStore& store) {
  Value whole = entry;
  if (!arn.json_key.empty() && entry.is_text()) {
    auto parsed = parse_json(entry.as_text(), store.file);
    if (!parsed)
      return fail(missing(reference, store, "the secret is no JSON, but a key of it is asked for"));
    whole = std::move(*parsed);
  }
  if (!arn.json_key.empty()) {
    const Value* member = whole.find(arn.json_key);
    if (member == nullptr)
      return fail(
          missing(reference, store, "retrieved secret did not contain json key " + arn.json_key));
    whole = *member;
  }
  if (whole.is_text()) return whole.as_text();
  return to_json(whole);
}

// NAME=value lines, as docker run --env-file reads them: no quotes, # starts a comment line.
std::vector<std::pair<std::string, std::string>> read_environment_file(const std::string& text) {
  std::vector<std::pair<std::string, std::string>> variables;
  for (const std::string& raw : split_lines(text)) {
    const std::string line(trim(raw));
    const size_t equals = line.find('=');
    if (line.empty() || line.front() == '#' || equals == std::string::npos || equals == 0) continue;
    variables.emplace_back(line.substr(0, equals), line.substr(equals + 1));
  }
  return variables;
}

void inject(const TaskDefinition& task, const EnvironmentInputs& inputs,
            std::map<std::string, std::string>& variables) {
  const std::string base = metadata_address;
  variables["AWS_EXECUTION_ENV"] = "AWS_ECS_FARGATE";
  variables["AWS_REGION"] = inputs.region;
  variables["AWS_DEFAULT_REGION"] = inputs.region;
  variables["ECS_CONTAINER_METADATA_URI"] = base + "/v3/" + inputs.container_id;
  variables["ECS_CONTAINER_METADATA_URI_V4"] = base + "/v4/" + inputs.container_id;
  variables["ECS_AGENT_URI"] = base + "/api/" + inputs.container_id;
  variables["HOSTNAME"] = inputs.hostname;
  if (!task.task_role.empty())
    variables["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] = "/v2/credentials/" + inputs.task_id;
}

}  // namespace

Result<Secret> resolve_secret(const SecretReference& reference, const SecretStore& store) {
  auto arn = parse_secret_arn(reference.value_from);
  if (!arn) {
    Error error = arn.error();
    if (error.where.file.empty()) error.where = reference.where;
    return fail(std::move(error));
  }
  const Value* entry = find_secret(*arn, reference.value_from, store.entries);
  if (entry == nullptr)
    return fail(
        missing(reference, store,
                "ResourceNotFoundException: Secrets Manager can't find the specified secret"));
  auto text = text_of_secret(*entry, *arn, reference, store);
  if (!text) return fail(text.error());
  return Secret(std::move(*text));
}

Result<std::map<std::string, std::string>> container_environment(
    const TaskDefinition& task, const ContainerDefinition& container, const ImageConfig& image,
    const SecretStore& store, const EnvironmentInputs& inputs, Redactor& redactor) {
  std::map<std::string, std::string> variables;
  // Weakest first: what comes later replaces.
  for (const std::string& line : image.environment)
    if (const size_t equals = line.find('='); equals != std::string::npos)
      variables[line.substr(0, equals)] = line.substr(equals + 1);
  inject(task, inputs, variables);
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
