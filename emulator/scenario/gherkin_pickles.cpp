// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/scenario/gherkin.h"

namespace gonogo::gherkin {
namespace {

/// A row of examples, and the header that names its cells; neither outside of an outline.
struct Replacing {
  const Row* header = nullptr;
  const Row* row = nullptr;

  std::string in(std::string text) const {
    if (row == nullptr) return text;
    for (size_t i = 0; i < header->cells.size(); ++i)
      text = replace_all(std::move(text), "<" + header->cells[i].value + ">", row->cells[i].value);
    return text;
  }
};

class Compiler {
 public:
  explicit Compiler(const Document& document) : next_(document.ids) {}

  void compile(const Rule& rule, const std::vector<Step>& before, const std::vector<Tag>& tags);
  std::vector<Pickle> pickles{};
  std::string language{};

 private:
  void compile(const Scenario& scenario, const std::vector<Step>& before,
               const std::vector<Tag>& tags);
  void add(const Scenario& scenario, const std::vector<Step>& before, std::vector<Tag> tags,
           const Replacing& replacing);
  PickleStep step(const Step& step, const Replacing& replacing, StepType& last);

  int next_;
  int example_ = 0;
};

std::vector<Tag> joined(std::vector<Tag> tags, const std::vector<Tag>& more) {
  tags.insert(tags.end(), more.begin(), more.end());
  return tags;
}

PickleStep Compiler::step(const Step& step, const Replacing& replacing, StepType& last) {
  if (step.type != StepType::conjunction) last = step.type;
  PickleStep made{
      .text = replacing.in(step.text), .type = last, .doc = step.doc, .where = step.where};
  for (const Row& row : step.table) {
    auto& cells = made.table.emplace_back(row.cells);
    for (Cell& cell : cells) cell.value = replacing.in(cell.value);
  }
  if (made.doc) {
    made.doc->content = replacing.in(made.doc->content);
    made.doc->media_type = replacing.in(made.doc->media_type);
    made.table_first = !step.table.empty() && step.table[0].where.line < step.doc->where.line;
  }
  made.nodes = {step.id};
  if (replacing.row != nullptr) made.nodes.push_back(replacing.row->id);
  made.id = next_++;
  return made;
}

void Compiler::add(const Scenario& scenario, const std::vector<Step>& before, std::vector<Tag> tags,
                   const Replacing& replacing) {
  Pickle pickle{.name = replacing.in(scenario.name),
                .written_name = scenario.name,
                .language = language,
                .tags = std::move(tags),
                .where = scenario.where,
                .outline = scenario.where,
                .nodes = {scenario.id}};
  StepType last = StepType::unknown;
  // A scenario without steps stays without any: a background belongs to what it prepares.
  if (!scenario.steps.empty())
    for (const Step& each : before) pickle.steps.push_back(step(each, {}, last));
  for (const Step& each : scenario.steps) pickle.steps.push_back(step(each, replacing, last));
  if (replacing.row != nullptr) {
    std::vector<std::string> cells;
    for (const Cell& cell : replacing.row->cells) cells.push_back(cell.value);
    pickle.row = join(cells, ", ");
    pickle.example = ++example_;
    pickle.where = replacing.row->where;
    pickle.nodes.push_back(replacing.row->id);
  }
  pickle.id = next_++;
  pickles.push_back(std::move(pickle));
}

void Compiler::compile(const Scenario& scenario, const std::vector<Step>& before,
                       const std::vector<Tag>& tags) {
  if (scenario.examples.empty()) return add(scenario, before, joined(tags, scenario.tags), {});
  example_ = 0;
  for (const Examples& examples : scenario.examples)
    for (size_t i = 1; i < examples.rows.size(); ++i)
      add(scenario, before, joined(joined(tags, scenario.tags), examples.tags),
          {&examples.rows[0], &examples.rows[i]});
}

void Compiler::compile(const Rule& rule, const std::vector<Step>& before,
                       const std::vector<Tag>& tags) {
  std::vector<Step> steps = before;
  if (rule.background)
    steps.insert(steps.end(), rule.background->steps.begin(), rule.background->steps.end());
  for (const Scenario& scenario : rule.scenarios) compile(scenario, steps, tags);
}

}  // namespace

std::vector<Pickle> pickles_of(const Document& document) {
  if (!document.feature || !document.problems.empty()) return {};
  const Feature& feature = *document.feature;
  Compiler compiler(document);
  compiler.language = feature.language;
  compiler.compile(feature, {}, feature.tags);
  const auto steps = feature.background ? feature.background->steps : std::vector<Step>{};
  for (const Rule& rule : feature.rules)
    compiler.compile(rule, steps, joined(feature.tags, rule.tags));
  return std::move(compiler.pickles);
}

}  // namespace gonogo::gherkin
