// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"

namespace gonogo {

/// What a `valueFrom` asks for.
struct SecretArn {
  std::string base;  ///< without json-key, version-stage and version-id
  std::string name;  ///< of the secret or parameter: what follows "secret:" or "parameter"
  std::string json_key{};
  std::string version_stage{};
  std::string version_id{};
  bool secrets_manager = false;
};

/// `arn:aws:secretsmanager:region:account:secret:name[:json-key:version-stage:version-id]` (all
/// three or none; any may be empty; stage and id exclude each other), an ARN or the name of a
/// parameter.
Result<SecretArn> parse_secret_arn(std::string_view value_from);

}  // namespace gonogo
