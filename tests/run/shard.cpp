// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/shard.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/io/document.h"
#include "emulator/run/select.h"

namespace gonogo {
namespace {

std::vector<Scenario> scenarios_called(const std::vector<std::string>& names) {
  std::vector<Scenario> scenarios;
  for (const std::string& name : names)
    scenarios.push_back({.id = name, .where = {.file = "s.yaml"}});
  return scenarios;
}

std::vector<int> cut(const std::vector<Scenario>& scenarios, int count,
                     const Durations& durations) {
  return shards_of(scenarios, chains_of(scenarios), count, durations);
}

}  // namespace

TEST_CASE("without durations shards go round robin") {
  CHECK(cut(scenarios_called({"a", "b", "c", "d", "e"}), 2, {}) == std::vector<int>{1, 2, 1, 2, 1});
  CHECK(cut(scenarios_called({"a"}), 3, {}) == std::vector<int>{1});
}

TEST_CASE(
    "with durations the longest is placed first, each where least is; the unknown is a median") {
  const Durations durations{{"a", 10}, {"b", 100}, {"c", 40}, {"d", 50}};
  // b to 1; d, and what is new as a median of 50, to 2; c to 1, the first of two equals; a to 2.
  CHECK(cut(scenarios_called({"a", "b", "c", "d", "new"}), 2, durations) ==
        std::vector<int>{2, 1, 1, 2, 2});
  CHECK(cut(scenarios_called({"a", "b", "c", "d"}), 2, durations) == std::vector<int>{2, 1, 2, 2});
}

TEST_CASE("kept scenarios are never cut apart, and every scenario is in exactly one shard") {
  auto scenarios = scenarios_called({"a", "b", "c", "d", "e", "f", "g"});
  for (const size_t i : {1U, 2U, 5U}) scenarios[i].kept = true;
  for (const Durations& durations : {Durations{}, Durations{{"a", 5}, {"d", 9}}}) {
    std::vector<std::string> seen;
    for (int shard = 1; shard <= 3; ++shard) {
      const auto part = select(scenarios, {.shard = shard, .shards = 3, .durations = durations});
      REQUIRE(part);
      for (const Scenario& each : *part) seen.push_back(each.id);
      for (size_t i = 0; i < part->size(); ++i)
        if ((*part)[i].kept) CHECK((*part)[i - 1].id < (*part)[i].id);
    }
    std::sort(seen.begin(), seen.end());
    CHECK(seen == std::vector<std::string>{"a", "b", "c", "d", "e", "f", "g"});
  }
}

TEST_CASE("durations are read from results, or as a mapping, and from nothing else") {
  const auto mapping = durations_of(*parse_json(R"({"a": 12, "b": 1.5})", "d.json"));
  REQUIRE(mapping);
  CHECK(mapping->at("b") == 1.5);
  const auto results = durations_of(*parse_json(
      R"({"scenarios":[{"id":"a","attempts":[{"ms":7},{"ms":9}]},{"id":"n","attempts":[]}]})",
      "results.json"));
  REQUIRE(results);
  CHECK(*results == Durations{{"a", 7}});
  for (const char* wrong : {R"({"a": "long"})", R"({"a": -1})"}) {
    const auto refused = durations_of(*parse_json(wrong, "d.json"));
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == "bad-durations");
  }
}

TEST_CASE("what a pipeline says about its parallel steps") {
  struct Row {
    std::map<std::string, std::string> environment;
    int index, count;  // -1: refused
  };
  for (const Row& row : std::vector<Row>{
           {{}, 0, 0},
           {{{"BITBUCKET_PARALLEL_STEP", "0"}, {"BITBUCKET_PARALLEL_STEP_COUNT", "3"}}, 1, 3},
           {{{"BITBUCKET_PARALLEL_STEP", "2"}, {"BITBUCKET_PARALLEL_STEP_COUNT", "3"}}, 3, 3},
           {{{"BITBUCKET_PARALLEL_STEP", "3"}, {"BITBUCKET_PARALLEL_STEP_COUNT", "3"}}, -1, -1},
           {{{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "4"}}, 1, 4},
           {{{"CI_NODE_INDEX", "0"}, {"CI_NODE_TOTAL", "4"}}, -1, -1},
           {{{"CI_NODE_TOTAL", "1"}}, 0, 0},
           {{{"CI_NODE_INDEX", "1"}, {"CI_NODE_TOTAL", "1"}}, 0, 0},
           {{{"CI_NODE_TOTAL", "4"}}, -1, -1},
           {{{"CI_NODE_INDEX", "x"}, {"CI_NODE_TOTAL", "4"}}, -1, -1}}) {
    CAPTURE(row.index);
    const auto place = place_in(row.environment);
    REQUIRE(place.has_value() == (row.index >= 0));
    if (!place) continue;
    CHECK(place->index == row.index);
    CHECK(place->count == row.count);
  }
}

}  // namespace gonogo
