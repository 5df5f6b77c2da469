// SPDX-License-Identifier: Apache-2.0
#include "emulator/verdict/receipt.h"

#include "emulator/verdict/attestation.h"

namespace gonogo {
namespace {

Value override_value(const std::optional<Override>& override) {
  if (!override) return {};
  return Value::object({{"by", override->by},
                        {"reason", override->reason},
                        {"signed", to_rfc3339(override->signed_at)},
                        {"expires", to_rfc3339(override->expires)},
                        {"key", override->key_id}});
}

}  // namespace

Value to_value(const Receipt& receipt) {
  Value triggers = Value::array();
  for (const Fired& each : receipt.fired)
    triggers.push(Value::object({{"id", each.trigger},
                                 {"title", each.title},
                                 {"outcome", each.outcome},
                                 {"text", each.text}}));
  return Value::object(
      {{"schema", "gonogo.receipt/1"},
       {"at", to_rfc3339(receipt.at)},
       {"verdict", Value::object({{"word", receipt.verdict}, {"sha256", receipt.verdict_sha256}})},
       {"commit", receipt.commit},
       {"again", receipt.again.empty() ? Value{} : Value(receipt.again)},
       {"override", override_value(receipt.override)},
       {"triggers", triggers}});
}

Value receipt_statement(const Receipt& receipt) {
  const Value subject = Value::object(
      {{"name", "commit"}, {"digest", Value::object({{"gitCommit", receipt.commit}})}});
  return Value::object({{"_type", in_toto_statement_type},
                        {"subject", Value(Value::Array{subject})},
                        {"predicateType", receipt_predicate_type},
                        {"predicate", to_value(receipt)}});
}

}  // namespace gonogo
