// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/base/value.h"

namespace gonogo {

/// A value as YAML that people like to read: short mappings and lists on one line, the rest as
/// blocks; what would be read as another type stands in quotes.
std::string to_yaml(const Value& value);

}  // namespace gonogo
