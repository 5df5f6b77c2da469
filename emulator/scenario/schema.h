// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/base/value.h"

namespace gonogo {

/// The JSON Schema (draft 7) of a scenario document, for editors: made from the tables that the
/// reader uses.
Value scenario_schema();

/// The reference of the language in Markdown, made from the same tables.
std::string scenario_reference();

}  // namespace gonogo
