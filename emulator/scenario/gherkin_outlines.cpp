// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_outlines.h"

#include <algorithm>
#include <set>

namespace gonogo {
namespace {

/// What stands between < and > in a text, where it can be the name of a column.
void collect_names(const std::string& text, std::set<std::string>& names) {
  for (size_t open = text.find('<'); open != std::string::npos; open = text.find('<', open + 1)) {
    const size_t close = text.find('>', open);
    if (close == std::string::npos) return;
    std::string name = text.substr(open + 1, close - open - 1);
    if (!name.empty() && name.find_first_of("</\"'= ") == std::string::npos)
      names.insert(std::move(name));
  }
}

std::set<std::string> names_in(const gherkin::Step& step) {
  std::set<std::string> names;
  collect_names(step.text, names);
  for (const gherkin::Row& row : step.table)
    for (const gherkin::Cell& cell : row.cells) collect_names(cell.value, names);
  // A doc string may hold HTML: what no table of examples knows is a part of it.
  return names;
}

bool has_column(const gherkin::Examples& examples, const std::string& name) {
  const auto& header = examples.rows.front().cells;
  return std::any_of(header.begin(), header.end(),
                     [&](const gherkin::Cell& cell) { return cell.value == name; });
}

bool is_outline(const gherkin::Scenario& scenario, const gherkin::Dialect& dialect) {
  const auto& words = dialect.scenario_outline;
  return std::find(words.begin(), words.end(), scenario.keyword) != words.end();
}

// Without rows it would be no scenario at all, and a name that no row fills would stay as it is written.
void check_outline(const gherkin::Scenario& outline, const gherkin::Dialect& dialect,
                   const Reading& reading) {
  Value at;
  at.mark = outline.where;
  if (outline.examples.empty()) {
    if (is_outline(outline, dialect))
      reading.report("no-examples", "this outline has no examples: its names would stay as they are",
                     at, "Examples: with a table below, or the keyword of a plain scenario");
    return;
  }
  for (const gherkin::Examples& examples : outline.examples) {
    at.mark = examples.where;
    if (examples.rows.size() < 2)
      return reading.report("no-examples", "these examples have no row: nothing would be tried", at);
  }
  for (const gherkin::Step& step : outline.steps)
    for (const std::string& name : names_in(step))
      for (const gherkin::Examples& examples : outline.examples) {
        if (has_column(examples, name)) continue;
        at.mark = step.where;
        const bool one = outline.examples.size() == 1;
        reading.report("bad-gherkin",
                       "no column of the examples " +
                           (one ? "" : "in line " + std::to_string(examples.where.line) + " ") +
                           "is called \"" + name + "\"",
                       at);
        break;
      }
}

}  // namespace

void check_outlines(const gherkin::Feature& feature, const gherkin::Dialects& dialects,
                    const Reading& reading) {
  const auto dialect = dialects.find(feature.language);
  if (dialect == dialects.end()) return;
  for (const gherkin::Scenario& scenario : feature.scenarios)
    check_outline(scenario, dialect->second, reading);
  for (const gherkin::Rule& rule : feature.rules)
    for (const gherkin::Scenario& scenario : rule.scenarios)
      check_outline(scenario, dialect->second, reading);
}

}  // namespace gonogo
