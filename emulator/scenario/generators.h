// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <random>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/scenario/placeholder.h"

namespace gonogo {

/// `uuid()`, `random(N)`, `int(A,B)` and `now(OFFSET,FORMAT)`. The same seed and scenario give the
/// same values, whichever other scenarios run.
class Generators {
 public:
  Generators(std::uint64_t seed, std::string_view scenario_id);
  Result<Value> make(const Placeholder& generator, WallTime now);

 private:
  std::uint64_t below(std::uint64_t bound);
  Value uuid();
  Result<Value> random(const Placeholder& generator);
  Result<Value> integer(const Placeholder& generator);

  // Its sequence is fixed by the standard; the distributions of the library are not.
  std::mt19937_64 engine_;
};

}  // namespace gonogo
