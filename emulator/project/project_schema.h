// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "emulator/base/value.h"

namespace gonogo {

/// A key that gonogo.yaml may have: "tasks.*.definition", where * is any name, "images[].match".
struct ProjectKey {
  std::string_view path;
  std::string_view type;  ///< "text", "scalar", "integer", "texts", "mapping", "list", "duration", "any", or choices "a|b"
  std::string_view help;
  bool required = false;
};

const std::vector<ProjectKey>& project_keys();

/// The JSON Schema (draft 7) of gonogo.yaml, for editors: made from that table, which a test holds
/// against the reader.
Value project_schema();

}  // namespace gonogo
