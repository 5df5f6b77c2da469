// SPDX-License-Identifier: Apache-2.0
// libFuzzer's entry; GONOGO_FUZZ_TARGET in the environment says which reader. The corpus folder, the last
// argument, gets the seed and what is kept of earlier searches.
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "emulator/io/digest.h"
#include "emulator/io/files.h"
#include "tests/fuzz/targets.h"

using namespace gonogo;

namespace {

const fuzz::Target& target() {
  static const fuzz::Target& chosen = []() -> const fuzz::Target& {
    const char* name = std::getenv("GONOGO_FUZZ_TARGET");
    const auto* found = fuzz::find_target(name != nullptr ? name : "");
    if (found != nullptr) return *found;
    std::fputs("GONOGO_FUZZ_TARGET must be one of these:\n", stderr);
    for (const auto& each : fuzz::all_targets()) std::puts(std::string(each.name).c_str());
    std::exit(2);
  }();
  return chosen;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
  const Path last = *count > 1 ? (*arguments)[*count - 1] : "";
  auto inputs = fuzz::kept_inputs(target());
  inputs.emplace_back(target().seed);
  if (std::filesystem::is_directory(last))
    for (const std::string& input : inputs)
      if (!write_file(last / sha256(input), input)) std::exit(2);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  target().run({reinterpret_cast<const char*>(bytes), size});
  return 0;
}
