// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/base/result.h"
#include "emulator/base/secret.h"
#include "emulator/base/value.h"
#include "emulator/task/task_definition.h"

namespace gonogo {

/// The local stand-in of Secrets Manager and the parameter store: "ARN or name" → text, a mapping
/// for references with a json-key, or `{versions: {AWSPREVIOUS: …}}` (beside it `value:` for the
/// current one) for references with a stage or a version id. `file` and the marks are for errors.
struct SecretStore {
  std::string file;
  Value entries;
};

/// The value of one reference: looked up whole, then without the suffix
/// `:json-key:version-stage:version-id`, then by the secret's name with and without the six random
/// characters. One that is not there is `secret-missing`, in the words of ECS's
/// ResourceInitializationError.
Result<Secret> resolve_secret(const SecretReference& reference, const SecretStore& store);

/// A value as Go's `%v` prints it, which is how ECS hands out a JSON key: 1000000 is `1e+06`, a
/// mapping is `map[a:1 b:2]`. Source: aws/amazon-ecs-agent agent/asm/asm.go.
std::string go_text(const Value& value);

}  // namespace gonogo
