// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/secret.h"

namespace gonogo {

/// An Ed25519 key that verifies (RFC 8032).
struct PublicKey {
  std::string bytes;  ///< 32
  /// SHA-256 of its SubjectPublicKeyInfo in DER, hex: what envelopes name it by.
  std::string id() const;
};

/// An Ed25519 key that signs: its seed of 32 bytes.
struct SigningKey {
  Secret seed;
  PublicKey public_key() const;
};

SigningKey make_signing_key();

/// PEM as openssl reads and writes it: PKCS #8 and SubjectPublicKeyInfo (RFC 8410).
std::string to_pem(const SigningKey& key);
std::string to_pem(const PublicKey& key);

/// The one line of a signing key's PEM that has to stay secret.
Secret key_text(const SigningKey& key);

/// Reads PEM, or the base64 between its lines alone: a pipeline's variables often have one line.
/// `source` is told in the Error `bad-key`; the key's text never is.
Result<SigningKey> signing_key_of(std::string_view text, const std::string& source);
Result<PublicKey> public_key_of(std::string_view text, const std::string& source);

/// A signature of 64 bytes.
std::string sign(const SigningKey& key, std::string_view message);
/// False too for a signature of another length, and for keys and signatures in a form that RFC 8032
/// forbids.
bool is_signed(std::string_view message, std::string_view signature, const PublicKey& key);

}  // namespace gonogo
