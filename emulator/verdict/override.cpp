// SPDX-License-Identifier: Apache-2.0
#include "emulator/verdict/override.h"

#include "emulator/base/members.h"
#include "emulator/io/document.h"
#include "emulator/verdict/attestation.h"

namespace gonogo {
namespace {

constexpr size_t shown_digits = 8;

tl::unexpected<Error> bad_override(const std::string& file, const std::string& what,
                                   const std::string& seen = "") {
  return fail({.code = "bad-override", .what = what, .where = {.file = file}, .seen = seen});
}

bool is_whole(const Override& override) {
  return !override.by.empty() && !override.reason.empty() && !override.commit.empty() &&
         !override.results_sha256.empty() && override.signed_at != WallTime{} &&
         override.expires > override.signed_at;
}

}  // namespace

Value override_statement(const Override& override) {
  const Value subject = Value::object(
      {{"name", "commit"}, {"digest", Value::object({{"gitCommit", override.commit}})}});
  return Value::object(
      {{"_type", in_toto_statement_type},
       {"subject", Value(Value::Array{subject})},
       {"predicateType", override_predicate_type},
       {"predicate",
        Value::object({{"by", override.by},
                       {"reason", override.reason},
                       {"signed", to_rfc3339(override.signed_at)},
                       {"expires", to_rfc3339(override.expires)},
                       {"commit", override.commit},
                       {"verdict", override.verdict},
                       {"results", Value::object({{"sha256", override.results_sha256}})}})}});
}

Result<Override> override_of(const Opened& opened, const std::string& file) {
  const auto statement = parse_json(opened.body, file);
  if (!statement) return because(statement.error(), "the signed override");
  if (opened.type != in_toto_payload_type ||
      text_of(*statement, "_type") != in_toto_statement_type ||
      text_of(*statement, "predicateType") != override_predicate_type)
    return bad_override(file, "the envelope carries no override of gonogo",
                        "predicateType \"" + text_of(*statement, "predicateType") + "\"");
  const Value& predicate = part_of(*statement, "predicate");
  Override override{.by = text_of(predicate, "by"),
                    .reason = text_of(predicate, "reason"),
                    .signed_at = from_rfc3339(text_of(predicate, "signed")),
                    .expires = from_rfc3339(text_of(predicate, "expires")),
                    .commit = text_of(predicate, "commit"),
                    .verdict = text_of(predicate, "verdict"),
                    .results_sha256 = text_of(part_of(predicate, "results"), "sha256"),
                    .key_id = opened.key_id};
  if (!is_whole(override))
    return bad_override(file, "the override does not say by whom, why, for what and how long");
  return override;
}

std::string to_text(const Override& override) {
  return override.by + " lets this " + override.verdict + " deploy until " +
         to_rfc3339(override.expires) + ": " + override.reason + " (signed at " +
         to_rfc3339(override.signed_at) + " by key " + override.key_id.substr(0, shown_digits) +
         ")";
}

Verdict with_override(Verdict verdict, const Override& override) {
  verdict.warnings.insert(verdict.warnings.begin(), {.code = "overridden",
                                                     .text = to_text(override),
                                                     .repro = "gonogo verdict show verdict.json",
                                                     .evidence = {"override.dsse.json"}});
  return verdict;
}

}  // namespace gonogo
