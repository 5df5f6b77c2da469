// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/shard.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>

#include "emulator/base/members.h"

namespace gonogo {
namespace {

double median_of(const Durations& durations) {
  std::vector<double> all;
  for (const auto& [id, ms] : durations) all.push_back(ms);
  if (all.empty()) return 1;
  const auto middle = all.begin() + static_cast<std::ptrdiff_t>(all.size() / 2);
  std::nth_element(all.begin(), middle, all.end());
  return *middle;
}

std::vector<double> weights_of(const std::vector<Scenario>& scenarios,
                               const std::vector<Chain>& chains, const Durations& durations) {
  const double unknown = median_of(durations);
  std::vector<double> weights(chains.size(), 0);
  for (size_t i = 0; i < chains.size(); ++i)
    for (size_t j = chains[i].first; j < chains[i].last; ++j) {
      const auto found = durations.find(scenarios[j].id);
      weights[i] += found != durations.end() ? found->second : unknown;
    }
  return weights;
}

std::optional<int> whole_number(const std::string& text) {
  int number = 0;
  const char* end = text.data() + text.size();
  const auto [at, error] = std::from_chars(text.data(), end, number);
  if (error == std::errc() && at == end) return number;
  return std::nullopt;
}

struct Variables {
  const char* index;
  const char* count;
  int first;  // what the first part is called
};

// Bitbucket, "Variables and secrets": zero-based. GitLab, "Predefined CI/CD variables": from 1, and
// CI_NODE_TOTAL is there (as 1) in jobs that are not parallel too.
constexpr Variables known_variables[] = {
    {"BITBUCKET_PARALLEL_STEP", "BITBUCKET_PARALLEL_STEP_COUNT", 0},
    {"CI_NODE_INDEX", "CI_NODE_TOTAL", 1}};

}  // namespace

Result<Durations> durations_of(const Value& document) {
  Durations durations;
  const Value& scenarios = part_of(document, "scenarios");
  for (const Value& scenario : scenarios.items())
    if (const Value* attempt = scenario.find("attempts"); attempt && !attempt->items().empty())
      durations[text_of(scenario, "id")] = part_of(attempt->items().front(), "ms").as_number();
  if (scenarios.is_array()) return durations;
  for (const Value::Member& member : document.members()) {
    if (!member.value.is_number() || member.value.as_number() < 0)
      return fail({.code = "bad-durations",
                   .what = "durations are a results.json, or scenario ids with milliseconds",
                   .seen = member.key});
    durations[member.key] = member.value.as_number();
  }
  return durations;
}

std::vector<int> shards_of(const std::vector<Scenario>& scenarios, const std::vector<Chain>& chains,
                           int count, const Durations& durations) {
  std::vector<int> shards(chains.size());
  const auto parts = static_cast<size_t>(count);
  if (durations.empty()) {
    for (size_t i = 0; i < chains.size(); ++i) shards[i] = static_cast<int>(i % parts) + 1;
    return shards;
  }
  const std::vector<double> weights = weights_of(scenarios, chains, durations);
  std::vector<size_t> longest_first(chains.size());
  std::iota(longest_first.begin(), longest_first.end(), size_t{0});
  std::stable_sort(longest_first.begin(), longest_first.end(),
                   [&](size_t a, size_t b) { return weights[a] > weights[b]; });
  std::vector<double> loads(parts, 0);
  for (const size_t i : longest_first) {
    const auto least = std::min_element(loads.begin(), loads.end());
    shards[i] = static_cast<int>(least - loads.begin()) + 1;
    *least += weights[i];
  }
  return shards;
}

Result<Place> place_in(const std::map<std::string, std::string>& environment) {
  for (const Variables& names : known_variables) {
    const auto index = environment.find(names.index);
    const auto count = environment.find(names.count);
    if (count == environment.end() || (index == environment.end() && count->second == "1"))
      continue;
    const std::string seen_index = index != environment.end() ? index->second : "";
    const auto parts = whole_number(count->second);
    const auto part = whole_number(seen_index);
    if (!parts || !part || *part < names.first || *part - names.first >= *parts)
      return fail({.code = "bad-shard",
                   .what = std::string(names.index) + " and " + names.count +
                           " do not say which part of how many this is",
                   .seen = "\"" + seen_index + "\" and \"" + count->second + "\"",
                   .hint = "say it: --shard I/N, or --shard 1/1 for everything"});
    if (*parts > 1) return Place{*part - names.first + 1, *parts};
  }
  return Place{};
}

}  // namespace gonogo
