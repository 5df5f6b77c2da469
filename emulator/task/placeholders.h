// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "emulator/base/finding.h"
#include "emulator/base/value.h"

namespace gonogo {

/// Replaces placeholders as pipelines have them (`<NAME>`, `${NAME}`, `{{NAME}}`, `__NAME__`) by
/// `settings`; each one without a value is the warning `placeholder`.
void fill_placeholders(Value& value, const std::map<std::string, std::string>& settings,
                       const std::string& file, Findings& findings,
                       const std::string& pointer = "");

}  // namespace gonogo
