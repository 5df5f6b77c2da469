// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/gate/refusal.h"
#include "emulator/io/files.h"
#include "emulator/io/world.h"
#include "emulator/verdict/override.h"

namespace gonogo {

/// The override's envelope in a run's folder.
constexpr const char* override_name = "override.dsse.json";

/// What a person says with `gonogo gate --override`.
struct OverrideAsked {
  std::string by;
  std::string reason;
  Milliseconds lasts{};
};

/// The key of GONOGO_OVERRIDE_KEY, a file's path or the key itself; taken out of the world's
/// environment as GONOGO_SIGNING_KEY is.
Result<std::optional<SigningKey>> take_override_key(World& world);

/// The public keys of policy.break_glass. One that can't be read is none.
std::vector<PublicKey> break_glass_keys(const Policy& policy);

/// Pure: why this key may not let this verdict deploy for so long. `judges` are the keys that sign
/// verdicts: who judges must not be able to excuse itself.
std::optional<Refusal> refuse_override(const OverrideAsked& asked,
                                       const std::optional<SigningKey>& key, const Policy& policy,
                                       const std::vector<PublicKey>& judges);

/// Pure: why an override that was read does not excuse the verdict of these results at `now`.
std::optional<Refusal> wrong_override(const Override& override, const Verdict& verdict,
                                      const std::string& results_sha256, WallTime now);

/// Signs it into the run's folder.
Result<Override> write_override(const Path& folder, const OverrideAsked& asked,
                                const Verdict& verdict, WallTime now, const SigningKey& key);

/// The override in a run's folder that one of the keys signed, about these very results; nothing
/// where there is none. For reports: it may have ended since.
std::optional<Override> read_override(const Path& folder, const std::vector<PublicKey>& keys);

}  // namespace gonogo
