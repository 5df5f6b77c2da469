// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry; GONOGO_FUZZ_TARGET in the environment says which reader.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "tests/fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const gonogo::fuzz::Target* target = [] {
    const char* name = std::getenv("GONOGO_FUZZ_TARGET");
    const auto* found = gonogo::fuzz::find_target(name != nullptr ? name : "");
    if (found == nullptr)
      std::fprintf(stderr, "GONOGO_FUZZ_TARGET names no target\n"), std::exit(2);
    return found;
  }();
  target->run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
