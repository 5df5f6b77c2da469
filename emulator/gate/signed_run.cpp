// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/signed_run.h"

#include "emulator/gate/consistency.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr const char* key_variable = "GONOGO_SIGNING_KEY";

tl::unexpected<Error> not_what_was_signed(const Path& file, const std::string& seen) {
  return fail({.code = "not-what-was-signed",
               .what = "this is not what was signed",
               .where = {.file = file.string()},
               .seen = seen});
}

std::string short_digest(const std::string& digest) { return digest.substr(0, 8); }

}  // namespace

Result<std::optional<SigningKey>> take_signing_key(World& world) {
  auto key = take_key(key_variable, world);
  world.environment.erase(override_key_variable);
  return key;
}

Result<std::optional<SigningKey>> take_key(const char* variable, World& world) {
  const std::string given = world.variable(variable);
  world.environment.erase(variable);
  if (given.empty()) return std::nullopt;
  const Path path = world.folder / given;
  std::error_code ignored;  // a key is no path, and may be too long for one
  const bool is_file = std::filesystem::is_regular_file(path, ignored);
  std::string text = given;
  if (is_file) {
    auto read = read_file(path);
    if (!read) return fail(read.error());
    text = std::move(*read);
  }
  auto key = signing_key_of(text, is_file ? path.string() : variable);
  if (!key) return fail(key.error());
  return std::optional(std::move(*key));
}

Result<PublicKey> read_public_key(const Path& file) {
  const auto text = read_file(file);
  if (!text) return fail(text.error());
  return public_key_of(*text, file.string());
}

Result<SignedVerdict> read_signed_verdict(const Path& file, const std::vector<PublicKey>& keys) {
  const auto text = read_file(file);
  if (!text) return fail(text.error());
  const auto opened = open_envelope(*text, file.string(), keys);
  if (!opened) return fail(opened.error());
  return signed_verdict_of(*opened, file.string());
}

Result<SignedVerdict> read_signed_run(const Path& folder, const std::vector<PublicKey>& keys) {
  const Path envelope = folder / signed_verdict_name;
  if (!path_exists(envelope))
    return fail({.code = "not-signed",
                 .what = "the verdict is not signed",
                 .where = {.file = envelope.string()},
                 .seen = "no such file",
                 .hint = "a full run of a clean tree is signed when GONOGO_SIGNING_KEY is set"});
  auto signed_verdict = read_signed_verdict(envelope, keys);
  if (!signed_verdict) return signed_verdict;
  const Path verdict_file = folder / "verdict.json";
  const auto value = read_document(verdict_file.string());
  if (!value) return fail(value.error());
  const auto verdict = verdict_of(*value);
  if (!verdict) return because(verdict.error(), verdict_file.string());
  if (const std::string difference = first_difference(*verdict, signed_verdict->verdict, "signed");
      !difference.empty())
    return not_what_was_signed(verdict_file, difference);
  const Path results_file = folder / "results.json";
  const auto digest = sha256_of_file(results_file);
  if (!digest) return fail(digest.error());
  if (*digest != signed_verdict->results_sha256)
    return not_what_was_signed(results_file, "sha256 " + short_digest(*digest) + ", signed is " +
                                                 short_digest(signed_verdict->results_sha256));
  return signed_verdict;
}

Result<Done> write_signed_run(const Path& folder, const RunResult& result, const Verdict& verdict,
                              const Redactor& redactor, const std::optional<SigningKey>& key) {
  for (const char* name : {signed_verdict_name, bundle_name})
    if (auto done = remove_tree(folder / name); !done) return done;
  if (!key || !unsigned_because(verdict).empty()) return Done{};
  const auto results_sha256 = sha256_of_file(folder / "results.json");
  if (!results_sha256) return fail(results_sha256.error());
  std::string bundle;
  for (const Value& statement : {verdict_statement(verdict, *results_sha256),
                                 svr_statement(verdict), test_result_statement(verdict, result)}) {
    const std::string envelope =
        make_envelope(in_toto_payload_type, redactor.redact(to_json(statement)), *key);
    if (bundle.empty())
      if (auto done = write_file(folder / signed_verdict_name, envelope); !done) return done;
    bundle += envelope;
  }
  return write_file(folder / bundle_name, bundle);
}

}  // namespace gonogo
