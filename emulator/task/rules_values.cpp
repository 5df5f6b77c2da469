// SPDX-License-Identifier: Apache-2.0
// Environment, environment files, secrets, and the role that reads them.
#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/task/names.h"
#include "emulator/task/rules.h"
#include "emulator/task/secret_arn.h"

namespace gonogo {
namespace {

void secrets_without_execution_role(const RegisterRequest& request, Objections& objections) {
  if (request.bare_list || !request.text("executionRoleArn").empty()) return;
  for (const RegisterContainer& container : request.containers) {
    const Value* log = container.find("logConfiguration");
    const Value* log_secrets = log == nullptr ? nullptr : present(*log, "secretOptions");
    if (container.list("secrets").empty() &&
        (log_secrets == nullptr || log_secrets->items().empty()))
      continue;
    objections.aws("/executionRoleArn",
                   "When you are specifying container secrets, you must also specify a value for "
                   "'executionRoleArn'",
                   "container \"" + container.name + "\" has secrets");
    return;
  }
}

// Source of the sentence: sil-org/ecs-deploy issue 166.
void fargate_ecr_execution_role(const RegisterRequest& request, Objections& objections) {
  if (request.bare_list || !request.text("executionRoleArn").empty()) return;
  for (const RegisterContainer& container : request.containers) {
    if (!is_ecr_image(container.text("image"))) continue;
    objections.aws("/executionRoleArn",
                   "Fargate requires task definition to have execution role ARN to support ECR "
                   "images.",
                   "container \"" + container.name + "\" has an image of ECR");
    return;
  }
}

// Source of the sentence: sil-org/ecs-deploy issue 188.
void repository_credentials_execution_role(const RegisterRequest& request, Objections& objections) {
  if (request.bare_list || !request.text("executionRoleArn").empty()) return;
  for (const RegisterContainer& container : request.containers) {
    if (container.find("repositoryCredentials") == nullptr) continue;
    objections.aws("/executionRoleArn",
                   "Private repository authentication requires that the task definition specify a "
                   "value for executionRoleArn.",
                   "container \"" + container.name + "\" has repositoryCredentials");
    return;
  }
}

void environment_files_limit(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers)
    if (container.list("environmentFiles").size() > 10)
      objections.aws(container.pointer + "/environmentFiles",
                     "The maximum number of environment files was exceeded. Specify ten or less "
                     "and try again.");
}

template <typename Visit>
void for_each_environment_file(const RegisterRequest& request, Visit visit) {
  for (const RegisterContainer& container : request.containers) {
    const auto& files = container.list("environmentFiles");
    for (size_t i = 0; i < files.size(); ++i)
      if (const std::string& value = text_in(files[i], "value"); !value.empty())
        visit(value, container.pointer + "/environmentFiles/" + std::to_string(i) + "/value");
  }
}

void environment_files_type(const RegisterRequest& request, Objections& objections) {
  for_each_environment_file(request, [&](const std::string& value, const std::string& place) {
    if (!is_arn(value))
      objections.aws(place, "Invalid arn syntax.", "arn:aws:s3:::bucket/path/file.env");
  });
}

// Source: Amazon ECS Developer Guide, environment files: the file must end in .env.
void environment_files_extension(const RegisterRequest& request, Objections& objections) {
  for_each_environment_file(request, [&](const std::string& value, const std::string& place) {
    if (is_arn(value) && !value.ends_with(".env"))
      objections.own(place, "an environment file must be named *.env; the task would not start");
  });
}

void environment_files_execution_role(const RegisterRequest& request, Objections& objections) {
  if (request.bare_list || !request.text("executionRoleArn").empty()) return;
  for (const RegisterContainer& container : request.containers) {
    if (container.list("environmentFiles").empty()) continue;
    objections.own("/executionRoleArn",
                   "without executionRoleArn nobody may read the environment files: the task would "
                   "not start");
    return;
  }
}

// Source of the sentence: answers of RegisterTaskDefinition quoted in many issue trackers.
void secret_name_used_twice(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    std::set<std::string> taken;
    for (const Value& pair : container.list("environment")) taken.insert(text_in(pair, "name"));
    const auto& secrets = container.list("secrets");
    for (size_t i = 0; i < secrets.size(); ++i) {
      const std::string& name = text_in(secrets[i], "name");
      if (!name.empty() && !taken.insert(name).second)
        objections.aws(container.pointer + "/secrets/" + std::to_string(i) + "/name",
                       "The secret name must be unique and not shared with any new or existing "
                       "environment variables set on the container, such as '" +
                           name + "'");
    }
  }
}

void environment_name_twice(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    std::set<std::string> seen;
    const auto& pairs = container.list("environment");
    for (size_t i = 0; i < pairs.size(); ++i) {
      const std::string& name = text_in(pairs[i], "name");
      if (!name.empty() && !seen.insert(name).second)
        objections.own(container.pointer + "/environment/" + std::to_string(i) + "/name",
                       "\"" + name + "\" is set twice; which one wins is not documented");
    }
  }
}

// The container engine refuses such a variable, so that the container could not start.
void environment_name_missing(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto& pairs = container.list("environment");
    for (size_t i = 0; i < pairs.size(); ++i) {
      const std::string& name = text_in(pairs[i], "name");
      if (pairs[i].is_object() && (name.empty() || name.find('=') != std::string::npos))
        objections.own(container.pointer + "/environment/" + std::to_string(i) + "/name",
                       "an environment variable needs a name without \"=\"");
    }
  }
}

// Source of the sentence: aws/amazon-ecs-agent agent/asm. It registers, but the task can't start.
void secret_arn_format(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto& secrets = container.list("secrets");
    for (size_t i = 0; i < secrets.size(); ++i) {
      const std::string place = container.pointer + "/secrets/" + std::to_string(i) + "/valueFrom";
      const auto parsed = parse_secret_arn(text_in(secrets[i], "valueFrom"));
      if (!parsed)
        objections.aws(place, parsed.error().what,
                       "the task could not start: " + parsed.error().hint);
    }
  }
}

constexpr TaskRule values_table[] = {
    {"secrets-without-execution-role", secrets_without_execution_role},
    {"fargate-ecr-execution-role", fargate_ecr_execution_role, RuleScope::on_fargate},
    {"repository-credentials-execution-role", repository_credentials_execution_role},
    {"environment-files-limit", environment_files_limit},
    {"environment-files-type", environment_files_type},
    {"environment-files-extension", environment_files_extension, RuleScope::always,
     Finding::Level::warning},
    {"environment-files-execution-role", environment_files_execution_role, RuleScope::on_fargate,
     Finding::Level::warning},
    {"secret-name-used-twice", secret_name_used_twice},
    {"environment-name-twice", environment_name_twice, RuleScope::always, Finding::Level::warning},
    {"environment-name-missing", environment_name_missing, RuleScope::always,
     Finding::Level::warning},
    {"secret-arn-format", secret_arn_format, RuleScope::always, Finding::Level::warning},
};

}  // namespace

std::span<const TaskRule> value_rules() { return values_table; }

}  // namespace gonogo
