// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/chains.h"

#include <algorithm>
#include <numeric>
#include <random>
#include <utility>

namespace gonogo {
namespace {

// The engine's sequence is fixed by the standard, that of std::shuffle and the distributions is
// not.
size_t below(size_t bound, std::mt19937_64& engine) {
  const std::uint64_t usable = engine.max() - engine.max() % bound;
  std::uint64_t number = engine();
  while (number >= usable) number = engine();
  return number % bound;
}

size_t browser_steps(const std::vector<Step>& steps) {
  size_t count = 0;
  for (const Step& step : steps)
    count += (step.verb == Verb::browser ? 1 : 0) + browser_steps(step.steps);
  return count;
}

}  // namespace

std::vector<Chain> chains_of(const std::vector<Scenario>& scenarios) {
  std::vector<Chain> chains;
  for (size_t i = 0; i < scenarios.size(); ++i) {
    const bool joined =
        i > 0 && scenarios[i].kept && scenarios[i - 1].where.file == scenarios[i].where.file;
    if (!joined) chains.push_back({i, i});
    chains.back().last = i + 1;
  }
  return chains;
}

std::vector<size_t> browsers_first(const std::vector<Chain>& chains,
                                   const std::vector<Scenario>& scenarios) {
  std::vector<size_t> weights;
  for (const Chain& chain : chains) {
    weights.push_back(0);
    for (size_t i = chain.first; i < chain.last; ++i)
      if (scenarios[i].skip.empty()) weights.back() += browser_steps(scenarios[i].steps);
  }
  std::vector<size_t> order = order_of(chains.size(), std::nullopt);
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return weights[a] > weights[b]; });
  return order;
}

std::vector<size_t> order_of(size_t count, std::optional<std::uint64_t> shuffle) {
  std::vector<size_t> order(count);
  std::iota(order.begin(), order.end(), size_t{0});
  if (!shuffle) return order;
  std::mt19937_64 engine(*shuffle);
  for (size_t i = count; i > 1; --i) std::swap(order[i - 1], order[below(i, engine)]);
  return order;
}

}  // namespace gonogo
