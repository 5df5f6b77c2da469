// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "emulator/gate/override_run.h"
#include "emulator/gate/refusal.h"

namespace gonogo {

/// What the side that deploys wants of a signed verdict; it has no checkout. What is empty is not
/// asked for.
struct Wanted {
  std::string commit{};
  std::vector<std::pair<std::string, std::string>> images{};  ///< name, digest
  std::optional<Milliseconds> max_age{};  ///< beside the verdict's own expiry, which always counts
  std::string policy_sha256{};
  std::vector<std::string> allowed_overrides{};  ///< of that policy
  /// Signed by a key that the deploying side trusts for that: then the verdict need not be GO.
  std::optional<Override> override{};
  WallTime now{};
};

/// Pure: why a verdict, whose signature holds, is not the fresh, full GO that is wanted, and is not
/// overridden either. `results_sha256` is what was signed with it.
std::optional<Refusal> refuse_unwanted(const Verdict& verdict, const Wanted& wanted,
                                       const std::string& results_sha256 = "");

}  // namespace gonogo
