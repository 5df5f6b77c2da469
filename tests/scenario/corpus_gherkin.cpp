// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/files.h"
#include "emulator/scenario/gherkin.h"
#include "tests/support/golden.h"

using namespace gonogo;
using namespace gonogo::gherkin;

namespace {

const std::string suite = std::string(GONOGO_CORPUS) + "/conformance/gherkin/";

// Cucumber's messages, as its own parser writes them for the same file.

Value place(Mark where) {
  Value value = Value::object({{"line", where.line}});
  if (where.column > 0) value.set("column", where.column);
  return value;
}

Value id(int number) { return std::to_string(number); }

template <typename T>
Value list(const std::vector<T>& items, Value (*convert)(const T&)) {
  Value all = Value::array();
  for (const T& item : items) all.push(convert(item));
  return all;
}

Value message(const Tag& tag) {
  return Value::object({{"id", id(tag.id)}, {"location", place(tag.where)}, {"name", tag.name}});
}

Value message(const Cell& cell) {
  return Value::object({{"location", place(cell.where)}, {"value", cell.value}});
}

Value message(const Row& row) {
  return Value::object({{"cells", list<Cell>(row.cells, message)},
                        {"id", id(row.id)},
                        {"location", place(row.where)}});
}

Value message(const Step& step) {
  static constexpr const char* types[] = {"Unknown", "Context", "Action", "Outcome", "Conjunction"};
  Value value = Value::object({{"id", id(step.id)},
                               {"keyword", step.keyword},
                               {"keywordType", types[static_cast<size_t>(step.type)]},
                               {"location", place(step.where)},
                               {"text", step.text}});
  if (!step.table.empty())
    value.set("dataTable", Value::object({{"location", place(step.table[0].where)},
                                          {"rows", list<Row>(step.table, message)}}));
  if (!step.doc) return value;
  Value doc = Value::object({{"content", step.doc->content},
                             {"delimiter", step.doc->delimiter},
                             {"location", place(step.doc->where)}});
  if (!step.doc->media_type.empty()) doc.set("mediaType", step.doc->media_type);
  value.set("docString", std::move(doc));
  return value;
}

template <typename T>
Value head(const T& node) {
  return Value::object({{"description", node.description},
                        {"keyword", node.keyword},
                        {"location", place(node.where)},
                        {"name", node.name}});
}

Value message(const Examples& examples) {
  Value value = head(examples);
  value.set("id", id(examples.id));
  value.set("tags", list<Tag>(examples.tags, message));
  Value body = Value::array();
  for (size_t i = 1; i < examples.rows.size(); ++i) body.push(message(examples.rows[i]));
  value.set("tableBody", std::move(body));
  if (!examples.rows.empty()) value.set("tableHeader", message(examples.rows[0]));
  return value;
}

Value message(const Background& background) {
  Value value = head(background);
  value.set("id", id(background.id));
  value.set("steps", list<Step>(background.steps, message));
  return value;
}

Value message(const Scenario& scenario) {
  Value value = head(scenario);
  value.set("id", id(scenario.id));
  value.set("tags", list<Tag>(scenario.tags, message));
  value.set("steps", list<Step>(scenario.steps, message));
  value.set("examples", list<Examples>(scenario.examples, message));
  return value;
}

Value inside(const Rule& rule) {
  Value value = head(rule);
  value.set("tags", list<Tag>(rule.tags, message));
  Value children = Value::array();
  if (rule.background) children.push(Value::object({{"background", message(*rule.background)}}));
  for (const Scenario& scenario : rule.scenarios)
    children.push(Value::object({{"scenario", message(scenario)}}));
  value.set("children", std::move(children));
  return value;
}

Value message(const Document& document, const std::string& uri) {
  Value whole = Value::object({{"uri", uri}});
  Value comments = Value::array();
  for (const Comment& comment : document.comments)
    comments.push(Value::object({{"location", place(comment.where)}, {"text", comment.text}}));
  whole.set("comments", std::move(comments));
  if (document.feature) {
    Value feature = inside(*document.feature);
    feature.set("language", document.feature->language);
    for (const Rule& each : document.feature->rules) {
      Value rule = inside(each);
      rule.set("id", id(each.id));
      feature.find("children")->push(Value::object({{"rule", std::move(rule)}}));
    }
    whole.set("feature", std::move(feature));
  }
  return Value::object({{"gherkinDocument", std::move(whole)}});
}

Value ids(const std::vector<int>& numbers) {
  return list<int>(numbers, [](const int& n) { return id(n); });
}

Value message(const PickleStep& step) {
  static constexpr const char* types[] = {"Unknown", "Context", "Action", "Outcome"};
  Value value = Value::object({{"astNodeIds", ids(step.nodes)},
                               {"id", id(step.id)},
                               {"text", step.text},
                               {"type", types[static_cast<size_t>(step.type)]}});
  const bool both = step.doc && !step.table.empty();
  Value argument = Value::object();
  if (!step.table.empty()) {
    Value rows = Value::array();
    for (const auto& row : step.table) {
      Value cells = Value::array();
      for (const Cell& cell : row) cells.push(Value::object({{"value", cell.value}}));
      rows.push(Value::object({{"cells", std::move(cells)}}));
    }
    argument.set("dataTable", Value::object({{"rows", std::move(rows)}}));
    if (both) argument.find("dataTable")->set("argumentIndex", step.table_first ? 1 : 2);
  }
  if (step.doc) {
    argument.set("docString", Value::object({{"content", step.doc->content}}));
    if (both) argument.find("docString")->set("argumentIndex", step.table_first ? 2 : 1);
    if (!step.doc->media_type.empty())
      argument.find("docString")->set("mediaType", step.doc->media_type);
  }
  if (!argument.members().empty()) value.set("argument", std::move(argument));
  return value;
}

Value message(const Pickle& pickle, const std::string& uri) {
  Value tags = Value::array();
  for (const Tag& tag : pickle.tags)
    tags.push(Value::object({{"astNodeId", id(tag.id)}, {"name", tag.name}}));
  return Value::object(
      {{"pickle", Value::object({{"astNodeIds", ids(pickle.nodes)},
                                 {"id", id(pickle.id)},
                                 {"language", pickle.language},
                                 {"location", place(pickle.where)},
                                 {"name", pickle.name},
                                 {"steps", list<PickleStep>(pickle.steps, message)},
                                 {"tags", std::move(tags)},
                                 {"uri", uri}})}});
}

Value message(const Problem& problem, const std::string& uri) {
  const std::string at =
      "(" + std::to_string(problem.where.line) + ":" + std::to_string(problem.where.column) + "): ";
  return Value::object(
      {{"parseError", Value::object({{"message", at + problem.message},
                                     {"source", Value::object({{"location", place(problem.where)},
                                                               {"uri", uri}})}})}});
}

void compare(const std::vector<Value>& got, const std::string& wanted_file) {
  std::vector<Value> wanted;
  for (const std::string& line : split_lines(test::read_text(wanted_file)))
    if (!line.empty()) wanted.push_back(parse_json(line, wanted_file).value());
  CHECK(got.size() == wanted.size());
  for (size_t i = 0; i < std::min(got.size(), wanted.size()); ++i)
    CHECK_MESSAGE(got[i] == wanted[i], wanted_file << "\ngot    " << to_json(got[i]) << "\nwanted "
                                                   << to_json(wanted[i]));
}

std::vector<std::string> features(const std::string& folder) {
  std::vector<std::string> names;
  const auto all = list_files(suite + folder);
  REQUIRE(all);
  for (const std::string& name : *all)
    if (name.ends_with(".feature")) names.push_back(folder + "/" + name);
  return names;
}

Dialects dialects() {
  const std::string file =
      std::string(GONOGO_BUILD) + "/npm/node_modules/@cucumber/gherkin/dist/gherkin-languages.json";
  if (!path_exists(file)) return english();
  return dialects_of(read_document(file).value());
}

bool is_english(const std::string& text) {
  const Document document = parse(text, english());
  return std::none_of(document.problems.begin(), document.problems.end(), [](const Problem& each) {
    return each.message.starts_with("Language not supported");
  });
}

}  // namespace

TEST_CASE("good feature files give Cucumber's trees and pickles") {
  const Dialects known = dialects();
  const auto names = features("good");
  CHECK(names.size() == 50);
  for (const std::string& name : names) {
    const std::string text = test::read_text(suite + name);
    if (known.size() == 1 && !is_english(text)) {
      MESSAGE(name << " skipped: npm's @cucumber/gherkin is not in the build's npm folder");
      continue;
    }
    const std::string uri = "../testdata/" + name;
    const Document document = parse(text, known);
    CHECK(document.problems.empty());
    compare({message(document, uri)}, suite + name + ".ast.ndjson");
    std::vector<Value> pickles;
    for (const Pickle& pickle : pickles_of(document)) pickles.push_back(message(pickle, uri));
    compare(pickles, suite + name + ".pickles.ndjson");
  }
}

TEST_CASE("bad feature files give Cucumber's errors at their places") {
  const auto names = features("bad");
  CHECK(names.size() == 12);
  for (const std::string& name : names) {
    const Document document = parse(test::read_text(suite + name), english());
    std::vector<Value> errors;
    for (const Problem& problem : document.problems)
      errors.push_back(message(problem, "../testdata/" + name));
    compare(errors, suite + name + ".errors.ndjson");
    CHECK(pickles_of(document).empty());
  }
}
