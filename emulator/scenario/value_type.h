// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/value.h"

namespace gonogo {

/// Whether a value is of a type of the language: string number integer boolean null array object
/// date uuid url email. Nothing for an unknown type.
std::optional<bool> is_of_type(const Value& value, std::string_view type);

std::vector<std::string> type_names();

}  // namespace gonogo
