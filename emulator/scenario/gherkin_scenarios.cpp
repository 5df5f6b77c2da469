// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_scenarios.h"

#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/scenario/gherkin_builtin.h"
#include "emulator/scenario/gherkin_outlines.h"
#include "emulator/scenario/reading.h"

namespace gonogo {
namespace {

using gherkin::Pickle;
using gherkin::PickleStep;

Value table_of(const PickleStep& step) {
  if (step.table.empty()) return {};
  Value rows = Value::array();
  for (size_t i = 1; i < step.table.size(); ++i) {
    Value row = Value::object();
    for (size_t c = 0; c < step.table[i].size(); ++c)
      row.set(step.table[0][c].value, step.table[i][c].value);
    rows.push(std::move(row));
  }
  return rows;
}

bool checks_something(const Step& step) {
  return !step.expect.empty() || has_own_checks(step) ||
         std::any_of(step.steps.begin(), step.steps.end(), checks_something);
}

/// Makes the steps of one scenario, line by line.
class StepMaker {
 public:
  StepMaker(const std::vector<Phrase>& phrases, const Reading& reading)
      : phrases_(phrases), reading_(reading) {}

  void add(const PickleStep& written);
  std::vector<Step> finish();
  std::map<std::string, Value> vars() { return book_.vars; }

 private:
  bool takes_all(const PickleStep& line, bool table, bool doc, const std::string& instead);
  bool check_something(const Value& steps) const;
  void add_builtin(const BuiltinPhrase& phrase, const PickleStep& line);
  void add_project(const Phrase& phrase, const PickleStep& line);
  void add_undefined(const PickleStep& line);
  void report(const Error& error, Mark mark);
  std::optional<Step> made(const PhraseStep& step);

  const std::vector<Phrase>& phrases_;
  const Reading& reading_;
  PhraseBook book_;
  gherkin::StepType meaning_ = gherkin::StepType::unknown;  ///< of the last line that had a word for it
  bool undefined_ = false;                                  ///< a line before fits no phrase
};

void StepMaker::report(const Error& error, Mark mark) {
  Value at;
  at.mark = mark;
  reading_.report(error, at);
}

// What is written below a line is meant: under Then it would be taken for a check.
bool StepMaker::takes_all(const PickleStep& line, bool table, bool doc,
                          const std::string& instead) {
  const char* extra = nullptr;
  if (!line.table.empty() && !table) extra = "table";
  if (line.doc && !doc) extra = "doc string";
  if (extra == nullptr) return true;
  report({.code = "unused-argument",
          .what = "this phrase takes no " + std::string(extra) + ": nobody would look at it",
          .hint = instead},
         line.where);
  return false;
}

bool StepMaker::check_something(const Value& steps) const {
  Findings told_later;
  const Reading scratch{.file = reading_.file,
                        .findings = told_later,
                        .files = reading_.files,
                        .chain = reading_.chain};
  return std::any_of(steps.items().begin(), steps.items().end(), [&](const Value& each) {
    const auto step = read_step(each, scratch);
    // One that may be left out is no check to rely on.
    return !step || (checks_something(*step) && step->condition.is_null() && step->skip.empty());
  });
}

void StepMaker::add_builtin(const BuiltinPhrase& phrase, const PickleStep& line) {
  if (!takes_all(line, takes_table(phrase), takes_doc(phrase), "put it below a phrase that does"))
    return;
  std::vector<std::pair<size_t, size_t>> before;
  for (const PhraseStep& step : book_.steps)
    before.emplace_back(step.expects.size(), step.captures.size());
  if (auto done = apply_builtin(phrase, line, book_); !done) {
    // What it builds upon may be what the line without a phrase was to do, and that one is told.
    if (undefined_ && done.error().code == "nothing-before") return add_undefined(line);
    return report(done.error(), line.where);
  }
  for (size_t i = 0; i < book_.steps.size(); ++i) {
    PhraseStep& step = book_.steps[i];
    const auto [expects, captures] = i < before.size() ? before[i] : std::pair<size_t, size_t>{};
    if (i >= before.size()) put_mark(step.mapping, line.where);
    for (size_t n = expects; n < step.expects.size(); ++n) put_mark(step.expects[n], line.where);
    for (size_t n = captures; n < step.captures.size(); ++n) put_mark(step.captures[n], line.where);
  }
}

// What a line brings is told at that line, also when it comes from phrases.yaml.
void StepMaker::add_project(const Phrase& phrase, const PickleStep& line) {
  if (!takes_all(line, takes(phrase, "${table}"), takes(phrase, "${text}"),
                 "the steps of the phrase say where it goes: ${table}, ${text}"))
    return;
  const auto arguments = match_phrase(phrase, line.text);
  Value steps = fill_phrase(phrase, *arguments, table_of(line), line.doc ? line.doc->content : "");
  for (Value& step : steps.items()) {  // read_phrases saw to its being a list
    put_mark(step, line.where);
    if (step.find("name") == nullptr) step.set("name", line.text);
  }
  if (line.type == gherkin::StepType::outcome && !check_something(steps))
    return report({.code = "checks-nothing",
                   .what = "under Then this phrase would check nothing: none of its steps has an expect",
                   .hint = "give them one in " + phrase.where.file},
                  line.where);
  for (Value& step : steps.items()) book_.steps.push_back({.mapping = std::move(step)});
}

void StepMaker::add_undefined(const PickleStep& line) {
  const std::string folder = Path(reading_.file).parent_path().string();
  Value mapping = Value::object({{"name", line.text}});
  put_mark(mapping, line.where);
  undefined_ = true;
  book_.steps.push_back(
      {.mapping = std::move(mapping),
       .undefined = Error{.code = "undefined-phrase",
                          .what = "no phrase fits \"" + line.text + "\"",
                          .hint = "add to " + (folder.empty() ? "" : folder + "/") +
                                  "phrases.yaml:\n" + phrase_snippet(line.text)}});
}

void StepMaker::add(const PickleStep& written) {
  PickleStep line = written;
  // `*` goes on with what the line before did: after a Then it checks.
  if (line.type == gherkin::StepType::unknown) line.type = meaning_;
  meaning_ = line.type;
  std::vector<std::string> names;
  const BuiltinPhrase* builtin = nullptr;
  const Phrase* project = nullptr;
  for (const BuiltinPhrase& phrase : builtin_phrases())
    if (match_builtin(phrase, line.text)) {
      builtin = &phrase;
      names.push_back("\"" + std::string(phrase.shown) + "\" (built in)");
    }
  for (const Phrase& phrase : phrases_)
    if (match_phrase(phrase, line.text)) {
      project = &phrase;
      names.push_back("\"" + phrase.written + "\" (" + to_text(phrase.where) + ")");
    }
  if (names.size() > 1)
    return report({.code = "ambiguous-phrase",
                   .what = "\"" + line.text + "\" fits " + join(names, " and "),
                   .hint = "reword one of the phrases"},
                  line.where);
  if (builtin != nullptr) return add_builtin(*builtin, line);
  if (project != nullptr) return add_project(*project, line);
  add_undefined(line);
}

std::optional<Step> StepMaker::made(const PhraseStep& written) {
  if (written.undefined)
    return Step{.name = written.mapping.find("name")->as_text(),
                .undefined = written.undefined,
                .where = reading_.place(written.mapping)};
  auto step = read_step(written.mapping, reading_);
  if (!step) return step;
  const VerbRule& rule = rule_of(step->verb);
  for (const Value& fields : written.expects)
    for (Expectation& each : read_expectations(fields, rule, reading_))
      step->expect.push_back(std::move(each));
  for (const Value& names : written.captures)
    for (Capture& each : read_captures(names, rule, reading_))
      step->captures.push_back(std::move(each));
  if (written.retry.count() > 0) step->retry = Retry{.limit = written.retry};
  return step;
}

std::vector<Step> StepMaker::finish() {
  std::vector<Step> steps;
  for (const PhraseStep& each : book_.steps)
    if (auto step = made(each)) steps.push_back(std::move(*step));
  return steps;
}

void take_tag(const std::string& tag, Scenario& scenario) {
  const auto value = [&](std::string_view before) { return tag.substr(before.size()); };
  if (tag == "unit" || tag == "regression" || tag == "acceptance")
    scenario.kind = tag;
  else if (tag == "kept")
    scenario.kept = true;
  else if (tag.starts_with("skip:"))
    scenario.skip = replace_all(value("skip:"), "_", " ");
  else if (tag.starts_with("issue:"))
    scenario.issue = value("issue:");
  else
    scenario.tags.push_back(tag);
}

void check_head(const Scenario& scenario, const Pickle& pickle, const Reading& reading) {
  Value at;
  at.mark = pickle.outline;
  if (trim(pickle.written_name).empty())
    reading.report("missing-key", "the scenario needs a name", at);
  if (scenario.kind == "regression" && scenario.issue.empty())
    reading.report("missing-key", "a regression scenario names the issue that it locks", at,
                   "add the tag @issue:KEY-123");
  for (const gherkin::Tag& tag : pickle.tags)
    if (tag.name == "@skip" || tag.name == "@skip:") {
      at.mark = tag.where;
      reading.report("no-reason", "\"" + tag.name + "\" must say why", at, "write @skip:REASON");
    }
}

Scenario read_pickle(const Pickle& pickle, const std::vector<Phrase>& phrases,
                     const Reading& reading) {
  Scenario scenario{.name = pickle.name,
                    .kind = "acceptance",
                    .example = pickle.row,
                    .example_number = pickle.example,
                    .where = {reading.file, pickle.outline, ""}};
  for (const gherkin::Tag& tag : pickle.tags) take_tag(tag.name.substr(1), scenario);
  check_head(scenario, pickle, reading);
  if (pickle.example > 0) {
    scenario.row_where = {reading.file, pickle.where, ""};
    scenario.row_end = pickle.where.line;
  }
  scenario.id = reading.file + "#" + pickle.written_name;
  if (pickle.example > 0) scenario.id += "[" + std::to_string(pickle.example) + "]";
  const size_t before = reading.findings.size();
  StepMaker maker(phrases, reading);
  for (const PickleStep& line : pickle.steps) maker.add(line);
  scenario.steps = maker.finish();
  scenario.vars = maker.vars();
  scenario.has_report =
      std::any_of(scenario.steps.begin(), scenario.steps.end(),
                  [](const Step& step) { return step.body.find("report") != nullptr; });
  const bool checks = std::any_of(scenario.steps.begin(), scenario.steps.end(), checks_something);
  Value at;
  at.mark = pickle.outline;
  if (!checks && reading.findings.size() == before)
    reading.report("no-checks", "this scenario checks nothing", at,
                   "say what should come out: Then the response status is 200");
  return scenario;
}

// In the order of the file; once, though all rows of an outline have the same lines.
void put_in_order(Findings& findings) {
  Findings kept;
  for (Finding& finding : findings)
    if (std::none_of(kept.begin(), kept.end(), [&](const Finding& each) {
          return each.rule == finding.rule && each.message == finding.message &&
                 each.where.mark == finding.where.mark;
        }))
      kept.push_back(std::move(finding));
  std::stable_sort(kept.begin(), kept.end(), [](const Finding& a, const Finding& b) {
    return a.where.mark.line < b.where.mark.line;
  });
  findings = std::move(kept);
}

}  // namespace

ScenarioFile read_feature(std::string_view text, const std::string& file,
                          const gherkin::Dialects& dialects, const std::vector<Phrase>& phrases,
                          const ReadText& files) {
  ScenarioFile read{.file = file};
  const Reading reading{.file = file, .findings = read.findings, .files = &files, .chain = {file}};
  const gherkin::Document document = gherkin::parse(text, dialects);
  Value at;
  for (const gherkin::Problem& problem : document.problems) {
    at.mark = problem.where;
    const bool foreign = problem.message.starts_with("Language not supported");
    reading.report("bad-gherkin", problem.message, at,
                   foreign ? "English is built in; all others come with: npm install @cucumber/gherkin"
                           : "");
    if (foreign) break;  // the rest of the file is in that language
  }
  if (!document.problems.empty()) return read;
  if (document.feature) check_outlines(*document.feature, dialects, reading);
  std::set<std::string> ids;
  for (const Pickle& pickle : gherkin::pickles_of(document)) {
    Scenario scenario = read_pickle(pickle, phrases, reading);
    at.mark = pickle.outline;
    if (!ids.insert(scenario.id).second)
      reading.report("duplicate-name",
                     "another scenario of this file is called \"" + pickle.written_name + "\"", at);
    read.scenarios.push_back(std::move(scenario));
  }
  at.mark = {};
  if (read.scenarios.empty() && read.findings.empty())
    reading.report("no-scenario", "the file has no scenario", at);
  put_in_order(read.findings);
  return read;
}

}  // namespace gonogo
