// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gonogo {

/// The variables of one file of `environmentFiles`, in its order. A line that begins with `#` or
/// has no `=` or no name is left out; all else is taken as it stands: no quotes, no escapes, no
/// trimming, no `export`. Source: aws/amazon-ecs-agent agent/taskresource/envFiles/envfile.go,
/// readEnvVarsFromFile.
std::vector<std::pair<std::string, std::string>> read_environment_file(std::string_view text);

}  // namespace gonogo
