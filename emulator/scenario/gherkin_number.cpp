// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_number.h"

namespace gonogo::gherkin {
namespace {

class Numbering {
 public:
  void number(std::vector<Row>& rows) {
    for (Row& row : rows) row.id = next_++;
  }
  void number(std::vector<Tag>& tags) {
    for (Tag& tag : tags) tag.id = next_++;
  }
  void number(std::vector<Step>& steps) {
    for (Step& step : steps) {
      number(step.table);
      step.id = next_++;
    }
  }
  void number(Examples& examples) {
    number(examples.rows);
    number(examples.tags);
    examples.id = next_++;
  }
  void number(Scenario& scenario) {
    number(scenario.steps);
    for (Examples& examples : scenario.examples) number(examples);
    number(scenario.tags);
    scenario.id = next_++;
  }
  /// What is inside, and the tags: a rule then gets an id, a feature has none.
  void number_inside(Rule& rule) {
    if (rule.background) {
      number(rule.background->steps);
      rule.background->id = next_++;
    }
    for (Scenario& scenario : rule.scenarios) number(scenario);
  }
  void number(Feature& feature) {
    number_inside(feature);
    for (Rule& rule : feature.rules) {
      number_inside(rule);
      number(rule.tags);
      rule.id = next_++;
    }
    number(feature.tags);
  }
  int count() const { return next_; }

 private:
  int next_ = 0;
};

}  // namespace

void number_nodes(Document& document) {
  if (!document.feature) return;
  Numbering numbering;
  numbering.number(*document.feature);
  document.ids = numbering.count();
}

}  // namespace gonogo::gherkin
