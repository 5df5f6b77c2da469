// SPDX-License-Identifier: Apache-2.0
#include "tests/fuzz/targets.h"

#include <cstdio>
#include <cstdlib>

namespace gonogo::fuzz {

const Target* find_target(std::string_view name) {
  for (const auto targets : {reader_targets(), scenario_targets(), truth_targets()})
    for (const Target& target : targets)
      if (target.name == name) return &target;
  return nullptr;
}

void hold(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

}  // namespace gonogo::fuzz
