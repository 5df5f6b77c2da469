// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/location.h"
#include "emulator/scenario/gherkin_dialect.h"

/// Gherkin as Cucumber defines it (cucumber/gherkin, gherkin.berp): the tree of a feature file and
/// the pickles that it stands for. Ids count nodes in the order in which Cucumber's own parser ends
/// them; columns count characters from 1.
namespace gonogo::gherkin {

struct Comment {
  std::string text;
  Mark where{};
};

struct Tag {
  std::string name;  ///< "@smoke"
  Mark where{};
  int id = 0;
};

struct Cell {
  std::string value;
  Mark where{};
};

struct Row {
  std::vector<Cell> cells{};
  Mark where{};
  int id = 0;
};

struct DocString {
  std::string content;
  std::string delimiter;     ///< three " or three `
  std::string media_type{};  ///< "" when none is written behind the delimiter
  Mark where{};
};

struct Step {
  std::string keyword;  ///< "Given ", with its blank
  StepType type = StepType::unknown;
  std::string text{};
  std::vector<Row> table{};
  std::optional<DocString> doc{};
  Mark where{};
  int id = 0;
};

struct Examples {
  std::string keyword;
  std::string name;
  std::string description{};
  std::vector<Tag> tags{};
  std::vector<Row> rows{};  ///< the first is the header
  Mark where{};
  int id = 0;
};

struct Background {
  std::string keyword;
  std::string name;
  std::string description{};
  std::vector<Step> steps{};
  Mark where{};
  int id = 0;
};

struct Scenario {
  std::string keyword;
  std::string name;
  std::string description{};
  std::vector<Tag> tags{};
  std::vector<Step> steps{};
  std::vector<Examples> examples{};
  Mark where{};
  int id = 0;
};

struct Rule {
  std::string keyword;
  std::string name;
  std::string description{};
  std::vector<Tag> tags{};
  std::optional<Background> background{};
  std::vector<Scenario> scenarios{};
  Mark where{};
  int id = 0;
};

/// A feature is a rule with rules in it.
struct Feature : Rule {
  std::string language = "en";
  std::vector<Rule> rules{};
};

struct Problem {
  std::string message;
  Mark where{};  ///< column 0 behind the end of the file
};

struct Document {
  std::optional<Feature> feature{};
  std::vector<Comment> comments{};
  std::vector<Problem> problems{};  ///< at most 10; with one the tree is not whole
  int ids = 0;                      ///< how many were given
};

Document parse(std::string_view text, const Dialects& dialects);

struct PickleStep {
  std::string text;
  StepType type = StepType::unknown;
  std::vector<std::vector<Cell>> table{};
  std::optional<DocString> doc{};
  bool table_first = true;  ///< of a step that has both
  Mark where{};             ///< of the step in the file
  std::vector<int> nodes{};
  int id = 0;
};

/// One scenario, or one row of its examples, with the steps of the backgrounds before its own.
struct Pickle {
  std::string name;
  std::string written_name;  ///< of an outline: before the row was put in
  std::string row{};         ///< of an outline: the cells, for people
  int example = 0;           ///< of an outline: counts its rows from 1
  std::string language{};
  std::vector<Tag> tags{};
  std::vector<PickleStep> steps{};
  Mark where{};    ///< of the scenario, or of the row
  Mark outline{};  ///< of the scenario in either case
  std::vector<int> nodes{};
  int id = 0;
};

std::vector<Pickle> pickles_of(const Document& document);

}  // namespace gonogo::gherkin
