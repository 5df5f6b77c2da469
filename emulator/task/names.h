// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gonogo {

/// A name of a family, container or volume: 1 to 255 letters, digits, hyphens and underscores.
bool is_ecs_name(std::string_view name);

/// An ARN as far as its syntax goes: "arn:partition:service:region:account:resource".
bool is_arn(std::string_view text);

/// The name of an IAM role, with its path or without, or its ARN.
bool is_role(std::string_view text);

/// An image in a private registry of Amazon ECR.
bool is_ecr_image(std::string_view image);

}  // namespace gonogo
