// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/chains.h"

#include <doctest/doctest.h>

#include <algorithm>

namespace gonogo {
namespace {

Scenario scenario_in(const std::string& file, bool kept) {
  return {.id = file, .kept = kept, .where = {.file = file}};
}

}  // namespace

TEST_CASE("kept scenarios stay with what they build upon, of their own file only") {
  const std::vector<Scenario> scenarios{scenario_in("a", false), scenario_in("b", false),
                                        scenario_in("b", true),  scenario_in("b", true),
                                        scenario_in("b", false), scenario_in("c", true)};
  CHECK(chains_of(scenarios) == std::vector<Chain>{{0, 1}, {1, 4}, {4, 5}, {5, 6}});
  CHECK(chains_of({}).empty());
}

TEST_CASE("of several workers one begins with what takes longest in a browser") {
  const auto with = [](const std::string& file, size_t browsers, const std::string& skip = "") {
    Scenario scenario = scenario_in(file, false);
    scenario.skip = skip;
    scenario.steps.push_back({.verb = Verb::http});
    Step fragment{.verb = Verb::include};
    for (size_t i = 0; i < browsers; ++i) fragment.steps.push_back({.verb = Verb::browser});
    scenario.steps.push_back(std::move(fragment));
    return scenario;
  };
  const std::vector<Scenario> scenarios{with("a", 0), with("b", 1), with("c", 9, "not today"),
                                        with("d", 3), with("e", 0)};
  CHECK(browsers_first(chains_of(scenarios), scenarios) == std::vector<size_t>{3, 1, 0, 2, 4});
}

TEST_CASE("an order is the given one, or shuffled the same way by the same seed everywhere") {
  CHECK(order_of(4, std::nullopt) == std::vector<size_t>{0, 1, 2, 3});
  CHECK(order_of(6, 7) == order_of(6, 7));
  CHECK(order_of(20, 7) != order_of(20, 8));
  auto numbers = order_of(20, 7);
  std::sort(numbers.begin(), numbers.end());
  CHECK(numbers == order_of(20, std::nullopt));
  CHECK(order_of(0, 7).empty());
  // Pinned: a seed of yesterday's log must give yesterday's order.
  CHECK(order_of(6, 7) == std::vector<size_t>{5, 1, 4, 2, 0, 3});
}

}  // namespace gonogo
