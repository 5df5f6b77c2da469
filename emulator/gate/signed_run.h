// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/secret.h"
#include "emulator/io/files.h"
#include "emulator/io/world.h"
#include "emulator/verdict/attestation.h"

namespace gonogo {

/// The envelope in a run's folder.
constexpr const char* signed_verdict_name = "verdict.dsse.json";
/// It and the other signed statements, a line each.
constexpr const char* bundle_name = "verdict.intoto.jsonl";

constexpr const char* override_key_variable = "GONOGO_OVERRIDE_KEY";

/// The key of a variable: a file's path, or the key itself. Nothing when it is not set. It is taken
/// out of the world's environment: no scenario, build or deployment that is started later has it.
Result<std::optional<SigningKey>> take_key(const char* variable, World& world);

/// That of GONOGO_SIGNING_KEY. No key of an override is left in the environment either.
Result<std::optional<SigningKey>> take_signing_key(World& world);

/// `KEY.pub` as keygen writes it.
Result<PublicKey> read_public_key(const Path& file);

/// The verdict of an envelope (verdict.dsse.json) that one of the keys signed.
Result<SignedVerdict> read_signed_verdict(const Path& file, const std::vector<PublicKey>& keys);

/// The same for a run's folder, whose verdict.json and results.json also have to be the ones that
/// were signed: else the Error `not-what-was-signed`; without an envelope `not-signed`.
Result<SignedVerdict> read_signed_run(const Path& folder, const std::vector<PublicKey>& keys);

/// Signs a run: verdict.dsse.json, and verdict.intoto.jsonl with the statements of other tools'
/// predicates beside it. Without a key, and for a verdict that must not be signed
/// (`unsigned_because`), it removes what an earlier run left. `redactor` takes secrets out before.
Result<Done> write_signed_run(const Path& folder, const RunResult& result, const Verdict& verdict,
                              const Redactor& redactor, const std::optional<SigningKey>& key);

}  // namespace gonogo
