// SPDX-License-Identifier: Apache-2.0
// gonogo-kills COUNT [SEED]: kills gonogo, its supervisor, a container or MySQL COUNT times, and looks what
// is left, and what the next command makes of it. A try is repeated by its own seed: gonogo-kills 1 SEED.
#include <charconv>
#include <cstdio>
#include <cstring>

#include "emulator/base/clock.h"
#include "tests/live/kills/campaign.h"

namespace {

std::uint64_t number(const char* text) {
  std::uint64_t value = 0;
  std::from_chars(text, text + std::strlen(text), value);
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  const std::uint64_t tries = argc > 1 ? number(argv[1]) : 20;
  const std::uint64_t seed = argc > 2 ? number(argv[2]) : 1;
  const gonogo::SystemClock clock;
  const gonogo::Moment begin = clock.now();
  const auto tally = gonogo::test::kill_anywhere(static_cast<int>(tries), seed);
  const auto seconds = std::chrono::round<std::chrono::seconds>(clock.now() - begin).count();
  std::printf("%s (seed %llu, %lld s)\n", gonogo::test::to_text(tally).c_str(),
              static_cast<unsigned long long>(seed), static_cast<long long>(seconds));
  return tally.clean() && tries > 0 ? 0 : 1;
}
