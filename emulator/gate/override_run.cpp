// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/override_run.h"

#include <algorithm>

#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/gate/signed_run.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/verdict/attestation.h"

namespace gonogo {
namespace {

bool holds(const std::vector<PublicKey>& keys, const std::string& id) {
  return std::any_of(keys.begin(), keys.end(),
                     [&](const PublicKey& each) { return each.id() == id; });
}

}  // namespace

Result<std::optional<SigningKey>> take_override_key(World& world) {
  return take_key(override_key_variable, world);
}

std::vector<PublicKey> break_glass_keys(const Policy& policy) {
  std::vector<PublicKey> keys;
  for (const std::string& text : policy.break_glass.keys)
    if (auto key = public_key_of(text, "policy.break_glass")) keys.push_back(std::move(*key));
  return keys;
}

std::optional<Refusal> refuse_override(const OverrideAsked& asked,
                                       const std::optional<SigningKey>& key, const Policy& policy,
                                       const std::vector<PublicKey>& judges) {
  const auto allowed = break_glass_keys(policy);
  if (allowed.empty())
    return refusal("the policy allows no override: policy.break_glass names nobody's key");
  if (trim(asked.by).empty()) return refusal("an override needs --by NAME");
  if (trim(asked.reason).empty()) return refusal("an override needs --reason TEXT");
  if (asked.lasts <= Milliseconds(0))
    return refusal("an override needs --expires AGE, for example 1h");
  if (asked.lasts > policy.break_glass.longest)
    return refusal("the override would last " + to_text(asked.lasts) + ", the policy allows " +
                   to_text(policy.break_glass.longest));
  if (!key)
    return refusal("an override is signed by a person's own key: set GONOGO_OVERRIDE_KEY to it");
  const std::string id = key->public_key().id();
  if (holds(judges, id))
    return refusal("the override's key is the one that signs verdicts: who judges excuses nothing");
  if (!holds(allowed, id))
    return refusal("key " + id.substr(0, 8) + " is not one of policy.break_glass");
  return std::nullopt;
}

std::optional<Refusal> wrong_override(const Override& override, const Verdict& verdict,
                                      const std::string& results_sha256, WallTime now) {
  if (override.commit != verdict.subject.commit) {
    const auto [theirs, ours] = distinct(override.commit, verdict.subject.commit);
    return refusal("the override is for commit " + theirs + ", the verdict for " + ours);
  }
  if (override.results_sha256 != results_sha256) {
    const auto [theirs, ours] = distinct(override.results_sha256, results_sha256);
    return refusal("the override is for another run of this commit: results " + theirs +
                   ", here they are " + ours);
  }
  if (override.signed_at > now + clock_skew)
    return refusal("the override is from the future: signed " + to_rfc3339(override.signed_at) +
                   ", now it is " + to_rfc3339(now));
  if (override.expires <= now)
    return refusal("the override by " + override.by + " ended at " + to_rfc3339(override.expires));
  return std::nullopt;
}

Result<Override> write_override(const Path& folder, const OverrideAsked& asked,
                                const Verdict& verdict, WallTime now, const SigningKey& key) {
  const auto results_sha256 = sha256_of_file(folder / "results.json");
  if (!results_sha256) return fail(results_sha256.error());
  const WallTime second = std::chrono::floor<std::chrono::seconds>(now);
  Override override{.by = std::string(trim(asked.by)),
                    .reason = std::string(trim(asked.reason)),
                    .signed_at = second,
                    .expires = second + asked.lasts,
                    .commit = verdict.subject.commit,
                    .verdict = std::string(to_text(verdict.decision)),
                    .results_sha256 = *results_sha256,
                    .key_id = key.public_key().id()};
  const std::string envelope =
      make_envelope(in_toto_payload_type, to_json(override_statement(override)), key);
  if (auto done = write_file(folder / override_name, envelope); !done) return fail(done.error());
  return override;
}

std::optional<Override> read_override(const Path& folder, const std::vector<PublicKey>& keys) {
  const Path file = folder / override_name;
  const auto text = read_file(file);
  const auto results_sha256 = sha256_of_file(folder / "results.json");
  if (!text || !results_sha256 || keys.empty()) return std::nullopt;
  const auto opened = open_envelope(*text, file.string(), keys);
  if (!opened) return std::nullopt;
  const auto override = override_of(*opened, file.string());
  if (!override || override->results_sha256 != *results_sha256) return std::nullopt;
  return *override;
}

}  // namespace gonogo
