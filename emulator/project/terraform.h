// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// By what a Terraform state or plan is known.
struct TerraformFacts {
  std::string kind;                      ///< "state", "plan"
  std::optional<std::int64_t> serial{};  ///< of a raw state only
  std::string lineage{};
};

/// Reads a raw state (`"version": 4`), or the JSON of `terraform show` for a state or a plan
/// (`format_version` from 0.1 to below 2.0). Anything else is the Error `not-terraform`.
Result<TerraformFacts> terraform_facts_of(const Value& document, const std::string& file);

}  // namespace gonogo
