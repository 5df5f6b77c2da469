// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/secret_arn.h"

#include "emulator/base/text.h"

namespace gonogo {
namespace {

// Source of the sentence: aws/amazon-ecs-agent agent/taskresource/asmsecret.
Error invalid(std::string_view seen, std::string hint) {
  return {.code = "secret-arn-format",
          .what =
              "an invalid ARN format for the AWS Secrets Manager secret was specified. Specify "
              "a valid ARN and try again.",
          .seen = std::string(seen),
          .hint = std::move(hint)};
}

}  // namespace

Result<SecretArn> parse_secret_arn(std::string_view value_from) {
  const auto parts = split(value_from, ':');
  if (parts.size() < 6 || parts[0] != "arn")
    return SecretArn{.base = std::string(value_from), .name = std::string(value_from)};
  if (parts[2] != "secretsmanager") {
    std::string name = parts[5];
    if (name.starts_with("parameter")) name.erase(0, std::string_view("parameter").size());
    return SecretArn{.base = std::string(value_from), .name = std::move(name)};
  }
  if (parts.size() != 7 && parts.size() != 10)
    return fail(invalid(value_from,
                        "after the secret's name come either nothing or all of "
                        ":json-key:version-stage:version-id, empty ones too"));
  SecretArn arn{.base = join({parts.begin(), parts.begin() + 7}, ":"),
                .name = parts[6],
                .secrets_manager = true};
  if (parts.size() == 7) return arn;
  arn.json_key = parts[7];
  arn.version_stage = parts[8];
  arn.version_id = parts[9];
  if (!arn.version_stage.empty() && !arn.version_id.empty())
    return fail(invalid(value_from, "version-stage and version-id exclude each other"));
  return arn;
}

}  // namespace gonogo
