// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdlib>
#include <string_view>

namespace gonogo::test {

/// Which engine is tested: "attach" in $GONOGO_CONTRACT_ENGINE, else embedded.
inline bool is_attached() {
  const char* engine = std::getenv("GONOGO_CONTRACT_ENGINE");
  return engine != nullptr && std::string_view(engine) == "attach";
}

}  // namespace gonogo::test
