// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/verdict/verdict.h"

namespace gonogo {

/// What a verdict is handed over with.
struct Handover {
  std::string verdict_sha256;
  std::string envelope{};           ///< verdict.dsse.json; "" when the verdict is not signed
  std::string override_envelope{};  ///< override.dsse.json; "" where nothing is overridden
  std::string repository{};         ///< "workspace/slug" of this checkout
  std::string branch{};
  std::string tag{};
};

/// GONOGO_* as the deploying side gets them, in this order; what is not known is left out.
/// docs/gate.md lists them.
std::vector<std::pair<std::string, std::string>> deployment_variables(const Verdict& verdict,
                                                                      const Handover& handover);

}  // namespace gonogo
