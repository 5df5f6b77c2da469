// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/dsse.h"

#include "emulator/base/members.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

tl::unexpected<Error> bad_envelope(const std::string& file, const std::string& what) {
  return fail({.code = "bad-envelope",
               .what = "this is no DSSE envelope: " + what,
               .where = {.file = file},
               .hint = "gonogo run writes verdict.dsse.json when GONOGO_SIGNING_KEY is set"});
}

std::string ids_of(const std::vector<PublicKey>& keys) {
  std::string ids;
  for (const PublicKey& key : keys) ids += (ids.empty() ? "" : ", ") + key.id().substr(0, 8);
  return ids;
}

tl::unexpected<Error> not_signed(const std::string& file, const Value& signatures,
                                 const std::vector<PublicKey>& keys) {
  const std::string named = text_of(signatures.items().front(), "keyid").substr(0, 8);
  return fail(
      {.code = "bad-signature",
       .what = "the envelope is not signed by the key that was given",
       .where = {.file = file},
       .seen = "it names key " + (named.empty() ? "\"\"" : named) + ", given is " + ids_of(keys),
       .hint = "it was changed after it was signed, or somebody else signed it"});
}

}  // namespace

std::string pre_authentication_encoding(std::string_view type, std::string_view body) {
  std::string text = "DSSEv1 " + std::to_string(type.size()) + " ";
  text.append(type);
  text += " " + std::to_string(body.size()) + " ";
  text.append(body);
  return text;
}

std::string make_envelope(std::string_view type, std::string_view body, const SigningKey& key) {
  const std::string signature = sign(key, pre_authentication_encoding(type, body));
  const Value named =
      Value::object({{"keyid", key.public_key().id()}, {"sig", to_base64(signature)}});
  return to_json(Value::object({{"payloadType", type},
                                {"payload", to_base64(body)},
                                {"signatures", Value(Value::Array{named})}})) +
         "\n";
}

Result<Opened> open_envelope(std::string_view text, const std::string& file,
                             const std::vector<PublicKey>& keys) {
  if (keys.empty())
    return fail(
        {.code = "no-key", .what = "there is no public key to verify with", .where = {file}});
  const auto envelope = parse_json(text, file);
  if (!envelope) return fail(envelope.error());
  const Value& type = part_of(*envelope, "payloadType");
  if (!type.is_text()) return bad_envelope(file, "it has no payloadType");
  const auto body = from_base64(text_of(*envelope, "payload"));
  if (!body || body->empty()) return bad_envelope(file, "its payload is no base64");
  const Value& signatures = part_of(*envelope, "signatures");
  if (signatures.items().empty()) return bad_envelope(file, "it has no signature");
  const std::string message = pre_authentication_encoding(type.as_text(), *body);
  for (const Value& each : signatures.items()) {
    const auto signature = from_base64(text_of(each, "sig"));
    for (const PublicKey& key : keys)
      if (signature && is_signed(message, *signature, key))
        return Opened{type.as_text(), *body, key.id()};
  }
  return not_signed(file, signatures, keys);
}

}  // namespace gonogo
