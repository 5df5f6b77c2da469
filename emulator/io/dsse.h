// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/io/signing.h"

namespace gonogo {

/// What a signature of an envelope is made of: `DSSEv1 LEN(type) type LEN(body) body`
/// (DSSE v1.0.2, github.com/secure-systems-lab/dsse, protocol.md).
std::string pre_authentication_encoding(std::string_view type, std::string_view body);

/// A signed DSSE envelope as JSON on one line, with a line end.
std::string make_envelope(std::string_view type, std::string_view body, const SigningKey& key);

/// What an envelope carries, once a signature of it has been verified.
struct Opened {
  std::string type;
  std::string body;    ///< the very bytes that were verified
  std::string key_id;  ///< of the key that did it
};

/// Opens an envelope that at least one of `keys` signed. The key id in the envelope is not
/// authenticated and decides nothing. Errors: `no-key`, `bad-envelope`, `bad-signature`; or JSON's.
Result<Opened> open_envelope(std::string_view text, const std::string& file,
                             const std::vector<PublicKey>& keys);

}  // namespace gonogo
