// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/io/files.h"

namespace gonogo {

/// SHA-256 as 64 lower-case hex digits.
std::string sha256(std::string_view bytes);
Result<std::string> sha256_of_file(const Path& path);

/// SHA-256 of what is added piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  void add(std::string_view bytes);
  std::string finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// HMAC-SHA-256 (RFC 2104) as 32 raw bytes.
std::string hmac_sha256(std::string_view key, std::string_view bytes);

std::string to_base64(std::string_view bytes);
/// Reads base64 in its standard or its URL-safe alphabet, with padding (RFC 4648 §4, §5). Nothing
/// when it is anything else: a blank, bits beyond the last byte, both alphabets in one text.
std::optional<std::string> from_base64(std::string_view text);

/// The bytes of a text as libsodium takes them.
const unsigned char* bytes_of(std::string_view text);

/// From the system's generator.
std::string random_bytes(size_t count);
/// Random bytes as hex digits.
std::string random_hex(size_t bytes);

}  // namespace gonogo
