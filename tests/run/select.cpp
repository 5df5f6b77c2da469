// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/select.h"

#include <doctest/doctest.h>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

Scenario made(const std::string& file, int line, const std::string& name, const std::string& kind,
              std::vector<std::string> tags = {}, bool kept = false) {
  return {.id = file + "#" + name,
          .name = name,
          .kind = kind,
          .tags = std::move(tags),
          .kept = kept,
          .where = {.file = file, .mark = {line, 1}}};
}

const std::vector<Scenario> all_three{
    made("scenarios/a/enter.yaml", 1, "Enter", "acceptance", {"smoke"}),
    made("scenarios/a/enter.yaml", 20, "Enter twice", "acceptance", {"slow"}, true),
    made("scenarios/r/bugs.yaml", 1, "LAUNCH-1", "regression", {"smoke", "db"}),
    made("scenarios/u/unit.yaml", 1, "Unit", "unit")};

/// Two examples of one scenario, whose rows stand in lines 5 to 6 and 7.
std::vector<Scenario> with_rows() {
  std::vector<Scenario> rows;
  for (const auto& [first, last] : {std::pair{5, 6}, {7, 7}}) {
    Scenario example = made("a.yaml", 1, "Size" + std::to_string(first), "acceptance");
    example.row_where = {.file = first == 5 ? "a.yaml" : "sizes.csv", .mark = {first, 3}};
    example.row_end = last;
    rows.push_back(example);
  }
  return rows;
}

std::string chosen(const Selection& selection) {
  const auto scenarios = select(all_three, selection);
  if (!scenarios) return scenarios.error().code;
  std::vector<std::string> names;
  for (const Scenario& each : *scenarios) names.push_back(each.name);
  return join(names, "|");
}

}  // namespace

TEST_CASE("scenarios are chosen by file, folder, glob, line, name, kind, tag and id") {
  struct Row {
    Selection selection;
    const char* names;
  };
  for (const Row& row :
       std::vector<Row>{{{}, "Enter|Enter twice|LAUNCH-1|Unit"},
                        {{.patterns = {"scenarios/r/bugs.yaml"}}, "LAUNCH-1"},
                        {{.patterns = {"./scenarios/a/"}}, "Enter|Enter twice"},
                        {{.patterns = {"scenarios/*/*s.yaml"}}, "LAUNCH-1"},
                        {{.patterns = {"scenarios/a/enter.yaml:5"}}, "Enter"},
                        // Line 25 is inside of the second, which builds upon the first.
                        {{.patterns = {"scenarios/a/enter.yaml:25"}}, "Enter|Enter twice"},
                        {{.patterns = {"Unit", "LAUNCH-1"}}, "LAUNCH-1|Unit"},
                        {{.patterns = {"scenarios/u/unit.yaml#Unit"}}, "Unit"},
                        {{.patterns = {"Unti"}}, "nothing-matches"},
                        {{.kinds = {"unit", "regression"}}, "LAUNCH-1|Unit"},
                        {{.tags = "smoke and not db"}, "Enter"},
                        {{.tags = "smoke or slow"}, "Enter|Enter twice|LAUNCH-1"},
                        {{.tags = "smoke and"}, "bad-tags"},
                        {{.patterns = {"scenarios/a"}, .kinds = {"unit"}}, ""},
                        {{.ids = std::vector<std::string>{"scenarios/a/enter.yaml#Enter twice"}},
                         "Enter|Enter twice"},
                        {{.ids = std::vector<std::string>{}}, ""}}) {
    CAPTURE(row.names);
    CHECK(chosen(row.selection) == row.names);
  }
}

TEST_CASE("only a run without any selection is full") {
  CHECK(Selection{}.everything());
  CHECK(Selection{.shard = 1, .shards = 1}.everything());
  CHECK_FALSE(Selection{.shard = 1, .shards = 2}.everything());
  CHECK_FALSE(Selection{.patterns = {"."}}.everything());
  CHECK_FALSE(Selection{.kinds = {"unit"}}.everything());
  CHECK_FALSE(Selection{.tags = "smoke"}.everything());
  CHECK_FALSE(Selection{.ids = std::vector<std::string>{}}.everything());
}

TEST_CASE("the line of an example's row means that row, any other the whole scenario") {
  struct Row {
    std::string pattern;
    std::string names;
  };
  for (const Row& row : {Row{"a.yaml:5", "Size5"}, Row{"a.yaml:6", "Size5"}, Row{"sizes.csv:7", "Size7"},
                         Row{"a.yaml:7", "Size5|Size7"}, Row{"a.yaml:1", "Size5|Size7"}}) {
    const auto& [pattern, names] = row;
    CAPTURE(row.pattern);
    const auto scenarios = select(with_rows(), {.patterns = {pattern}});
    REQUIRE(scenarios);
    std::vector<std::string> chosen_names;
    for (const Scenario& each : *scenarios) chosen_names.push_back(each.name);
    CHECK(join(chosen_names, "|") == names);
  }
}

TEST_CASE("an id without the number of an example means all of them") {
  std::vector<Scenario> rows = with_rows();
  for (size_t i = 0; i < rows.size(); ++i) {
    rows[i].name = "Enter";
    rows[i].id = "a.yaml#Enter[" + std::to_string(i + 1) + "]";
  }
  const auto count = [&](const std::string& pattern) -> size_t {
    const auto scenarios = select(rows, {.patterns = {pattern}});
    return scenarios ? scenarios->size() : 0;
  };
  CHECK(count("a.yaml#Enter") == 2);
  CHECK(count("a.yaml#Enter[2]") == 1);
  CHECK(count("b.yaml#Enter") == 0);
}

}  // namespace gonogo
