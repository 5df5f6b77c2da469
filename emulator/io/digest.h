// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
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

std::string to_base64(std::string_view bytes);
/// Random bytes as hex digits, from the system's generator.
std::string random_hex(size_t bytes);

}  // namespace gonogo
