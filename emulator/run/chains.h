// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "emulator/scenario/scenario.h"

namespace gonogo {

/// Scenarios that share a world and therefore stay together, [first, last): one, and the `kept`
/// ones of its file that follow it.
struct Chain {
  size_t first = 0;
  size_t last = 0;
  friend bool operator==(const Chain&, const Chain&) = default;
};

/// All scenarios belong to a chain, in their order.
std::vector<Chain> chains_of(const std::vector<Scenario>& scenarios);

/// The chains' numbers in the order in which several workers begin them: those with most steps in a
/// browser first, as nothing takes as long, and at the end nobody shall wait for one; the rest as they are.
std::vector<size_t> browsers_first(const std::vector<Chain>& chains,
                                   const std::vector<Scenario>& scenarios);

/// The numbers below `count` in the order in which they are begun: as they are, or shuffled the
/// same way by the same seed on every machine.
std::vector<size_t> order_of(size_t count, std::optional<std::uint64_t> shuffle);

}  // namespace gonogo
