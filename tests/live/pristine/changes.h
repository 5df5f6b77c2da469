// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <random>
#include <span>
#include <string>
#include <vector>

#include "emulator/environment/client/environment.h"

namespace gonogo::test {

/// One way in which a scenario can leave a trace in a store. In each text `#` stands for a number
/// of its own.
struct Change {
  const char* what;
  std::vector<const char*> sql{};    ///< statements, as root
  std::vector<const char*> redis{};  ///< commands, words parted by a blank
  /// Done before, so that the trace is that of the last line alone.
  std::vector<const char*> prepare_redis{};
};

std::span<const Change> changes();

void prepare(Environment& environment, const Change& change, int number);
void apply(Environment& environment, const Change& change, int number);

}  // namespace gonogo::test
