// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/signing.h"

#include <sodium.h>

#include <array>
#include <cctype>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"

namespace gonogo {
namespace {

using namespace std::string_view_literals;

constexpr size_t key_size = crypto_sign_PUBLICKEYBYTES;
static_assert(key_size == 32 && crypto_sign_SEEDBYTES == 32 && crypto_sign_BYTES == 64);

// RFC 8410: what stands before the key's bytes in DER, for the algorithm 1.3.101.112 (Ed25519).
constexpr std::string_view private_head =
    "\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20"sv;
constexpr std::string_view public_head = "\x30\x2a\x30\x05\x06\x03\x2b\x65\x70\x03\x21\x00"sv;
constexpr std::string_view private_label = "PRIVATE KEY";
constexpr std::string_view public_label = "PUBLIC KEY";

struct KeyPair {
  std::array<unsigned char, crypto_sign_PUBLICKEYBYTES> verifying{};
  std::array<unsigned char, crypto_sign_SECRETKEYBYTES> signing{};
  explicit KeyPair(const SigningKey& key) {
    crypto_sign_seed_keypair(verifying.data(), signing.data(), bytes_of(key.seed.reveal()));
  }
  ~KeyPair() { sodium_memzero(signing.data(), signing.size()); }
  KeyPair(const KeyPair&) = delete;
  KeyPair& operator=(const KeyPair&) = delete;
};

std::string pem_of(std::string_view label, std::string_view head, std::string_view key) {
  return "-----BEGIN " + std::string(label) + "-----\n" +
         to_base64(std::string(head) + std::string(key)) + "\n-----END " + std::string(label) +
         "-----\n";
}

// What stands between the lines of a PEM text, or all of it where it has none.
std::string body_of(std::string_view text, std::string_view label) {
  const std::string begin = "-----BEGIN " + std::string(label) + "-----";
  const size_t from = text.find(begin);
  if (from != std::string_view::npos) {
    text.remove_prefix(from + begin.size());
    const size_t to = text.find("-----END " + std::string(label) + "-----");
    if (to == std::string_view::npos) return "";
    text = text.substr(0, to);
  }
  std::string body;
  // Variables of pipelines carry line ends as "\n" in two characters.
  for (const char c : replace_all(std::string(text), "\\n", ""))
    if (std::isspace(static_cast<unsigned char>(c)) == 0) body += c;
  return body;
}

Result<std::string> key_bytes_of(std::string_view text, std::string_view label,
                                 std::string_view head, const std::string& source) {
  const auto der = from_base64(body_of(text, label));
  if (der && der->size() == head.size() + key_size && der->starts_with(head))
    return der->substr(head.size());
  const bool is_public = label == public_label;
  const bool is_other =
      text.find(is_public ? private_label : public_label) != std::string_view::npos;
  return fail(
      {.code = "bad-key",
       .what = "this is no Ed25519 " + std::string(is_public ? "public" : "signing") + " key",
       .where = {.file = source},
       .seen = is_other ? (is_public ? "a private key" : "a public key") : "",
       .hint = "gonogo keygen --out FILE writes FILE (signs) and FILE.pub (verifies)"});
}

}  // namespace

std::string PublicKey::id() const { return sha256(std::string(public_head) + bytes); }

PublicKey SigningKey::public_key() const {
  const KeyPair pair(*this);
  return {std::string(pair.verifying.begin(), pair.verifying.end())};
}

SigningKey make_signing_key() { return {Secret(random_bytes(crypto_sign_SEEDBYTES))}; }

std::string to_pem(const SigningKey& key) {
  return pem_of(private_label, private_head, key.seed.reveal());
}
std::string to_pem(const PublicKey& key) { return pem_of(public_label, public_head, key.bytes); }

Secret key_text(const SigningKey& key) {
  return Secret(to_base64(std::string(private_head) + key.seed.reveal()));
}

Result<SigningKey> signing_key_of(std::string_view text, const std::string& source) {
  auto seed = key_bytes_of(text, private_label, private_head, source);
  if (!seed) return fail(seed.error());
  return SigningKey{Secret(std::move(*seed))};
}

Result<PublicKey> public_key_of(std::string_view text, const std::string& source) {
  auto bytes = key_bytes_of(text, public_label, public_head, source);
  if (!bytes) return fail(bytes.error());
  return PublicKey{std::move(*bytes)};
}

std::string sign(const SigningKey& key, std::string_view message) {
  const KeyPair pair(key);
  std::string signature(crypto_sign_BYTES, '\0');
  crypto_sign_detached(reinterpret_cast<unsigned char*>(signature.data()), nullptr,
                       bytes_of(message), message.size(), pair.signing.data());
  return signature;
}

bool is_signed(std::string_view message, std::string_view signature, const PublicKey& key) {
  return signature.size() == crypto_sign_BYTES && key.bytes.size() == key_size &&
         crypto_sign_verify_detached(bytes_of(signature), bytes_of(message), message.size(),
                                     bytes_of(key.bytes)) == 0;
}

}  // namespace gonogo
