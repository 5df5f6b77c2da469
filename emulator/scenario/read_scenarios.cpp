// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>
#include <tuple>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/reading.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

bool checks_something(const std::vector<Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const Step& step) {
    return !step.expect.empty() || has_own_checks(step) || checks_something(step.steps);
  });
}

bool brings_report(const std::vector<Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), [](const Step& step) {
    return step.body.find("report") != nullptr || brings_report(step.steps);
  });
}

void read_head(Reader& reader, Scenario& scenario) {
  if (reader.require("scenario")) scenario.name = reader.scalar("scenario").value_or("");
  if (reader.has("scenario") && trim(scenario.name).empty())
    reader.report("missing-key", "the scenario needs a name", "scenario");
  if (reader.require("kind"))
    scenario.kind = reader.choice("kind", {"unit", "regression", "acceptance"}).value_or("");
  scenario.tags = reader.texts("tags");
  scenario.issue = reader.scalar("issue").value_or("");
  if (scenario.kind == "regression" && scenario.issue.empty())
    reader.report("missing-key", "a regression scenario names the issue that it locks", "issue",
                  "add issue: KEY-123");
  scenario.kept = reader.choice("state", {"pristine", "kept"}).value_or("pristine") == "kept";
  scenario.timeout = reader.duration("timeout").value_or(scenario.timeout);
  if (scenario.timeout.count() <= 0)
    reader.report("wrong-value", "\"timeout\" must be longer than nothing", "timeout");
  if (reader.has("skip")) {
    scenario.skip = reader.text("skip").value_or("");
    if (scenario.skip.empty())
      reader.report("no-reason", "\"skip\" must say why", "skip", "write skip: REASON");
  }
  scenario.secrets = reader.texts("secrets");
  scenario.retries = static_cast<int>(reader.integer("retry").value_or(1));
  if (scenario.retries < 1 || scenario.retries > 10)
    reader.report("wrong-value", "\"retry\" must be from 1 to 10", "retry");
}

void read_body(Reader& reader, Scenario& scenario, const Reading& reading) {
  std::optional<Step> loading;
  if (const Value* vars = reader.mapping("vars")) {
    scenario.vars = values_of(*vars);
    check_placeholders(*vars, reading.below("vars"));
  }
  if (const Value* masks = reader.mapping("masks")) {
    scenario.masks = *masks;
    check_masks(*masks, reading.below("masks"));
  }
  // What the scenario asks to be loaded is its first step.
  if (const Value* fixtures = reader.find("fixtures")) {
    Value step = Value::object({{"fixtures", *fixtures, fixtures->mark}});
    step.mark = fixtures->mark;
    loading = read_step(step, reading);
  }
  if (reader.require("steps"))
    if (const Value* steps = reader.list("steps"))
      scenario.steps = read_steps(*steps, reading.below("steps"));
  if (loading) scenario.steps.insert(scenario.steps.begin(), std::move(*loading));
  if (const Value* steps = reader.list("finally"))
    scenario.finally = read_steps(*steps, reading.below("finally"));
  scenario.has_report = brings_report(scenario.steps) || brings_report(scenario.finally);
}

void require_checks(const Scenario& scenario, const Value& document, const Reading& reading) {
  if (checks_something(scenario.steps) || checks_something(scenario.finally)) return;
  reading.report("no-checks", "this scenario checks nothing: no step has an expect or a report",
                 document, "say what should come out: expect: {status: 200}");
}

std::string row_text(const Value& row) {
  std::vector<std::string> cells;
  for (const Value::Member& member : row.members()) cells.push_back(text_of(member.value));
  return join(cells, ", ");
}

std::string rows_file(const Value& examples, const Reading& reading) {
  return examples.is_text() ? reading.path_of(examples.as_text()) : reading.file;
}

int last_line_of(const Value& row) {
  int line = row.mark.line;
  for (const Value::Member& member : row.members()) line = std::max(line, member.value.mark.line);
  return line;
}

void expand(const Scenario& scenario, const Value* examples, const Reading& reading,
            std::vector<Scenario>& out) {
  if (examples == nullptr) {
    out.push_back(scenario);
    return;
  }
  int number = 0;
  for (const Value& row : read_examples(*examples, reading.below("examples"))) {
    Scenario example = scenario;
    example.example_number = ++number;
    example.example = row_text(row);
    example.row = values_of(row);
    example.row_where = {.file = rows_file(*examples, reading), .mark = row.mark};
    example.row_end = last_line_of(row);
    example.id += "[" + std::to_string(number) + "]";
    out.push_back(std::move(example));
  }
}

void read_document(const Value& document, const Reading& reading, std::set<std::string>& names,
                   ScenarioFile& file) {
  if (!document.is_object())
    return reading.report("wrong-type", "a scenario must be a mapping", document);
  Reader reader(document, reading.file, "", reading.findings);
  know_keys(reader, scenario_keys());
  Scenario scenario{.where = reading.place(document)};
  read_head(reader, scenario);
  const size_t before = reading.findings.size();
  read_body(reader, scenario, reading);
  const std::string name = reader.scalar("id").value_or(scenario.name);
  scenario.id = reading.file + "#" + name;
  if (!names.insert(name).second)
    reader.report("duplicate-name", "another scenario of this file is called \"" + name + "\"",
                  reader.has("id") ? "id" : "scenario");
  // Steps that could not be read may have been those with the checks.
  if (reading.findings.size() == before) require_checks(scenario, document, reading);
  expand(scenario, reader.find("examples"), reading, file.scenarios);
  reader.finish();
}

// In the order of the file, whichever rule was looked at first; then its fragments'.
void sort_findings(Findings& findings, const std::string& file) {
  const auto place = [&](const Finding& f) {
    return std::tuple(f.where.file != file, f.where.file, f.where.mark.line, f.where.mark.column);
  };
  std::stable_sort(findings.begin(), findings.end(),
                   [&](const Finding& a, const Finding& b) { return place(a) < place(b); });
  // A fragment that is included twice is told once.
  const auto same = [&](const Finding& a, const Finding& b) {
    return place(a) == place(b) && a.rule == b.rule && a.message == b.message;
  };
  findings.erase(std::unique(findings.begin(), findings.end(), same), findings.end());
}

}  // namespace

ScenarioFile read_scenarios(std::string_view text, const std::string& file, const ReadText& files) {
  ScenarioFile read{.file = file};
  const auto documents = parse_yaml(text, file);
  if (!documents) {
    const Error& error = documents.error();
    // Of a flow collection: elsewhere brackets and braces are plain text.
    const bool flow = (error.what + error.seen).find("flow") != std::string::npos;
    const bool dollar = flow && text.find('$') != std::string_view::npos;
    read.findings.push_back(
        {.rule = error.code,
         .message = error.what + (error.seen.empty() ? "" : ": " + error.seen),
         .where = error.where,
         .hint =
             !error.hint.empty() || !dollar
                 ? error.hint
                 : "inside of { } quote what has brackets or braces: {\"$.items[0]\": \"${x}\"}"});
    return read;
  }
  return read_scenario_documents(*documents, file, files);
}

ScenarioFile read_scenario_documents(const std::vector<Value>& documents, const std::string& file,
                                     const ReadText& files) {
  ScenarioFile read{.file = file};
  const Reading reading{.file = file, .findings = read.findings, .files = &files, .chain = {file}};
  std::set<std::string> names;
  for (const Value& document : documents) read_document(document, reading, names, read);
  sort_findings(read.findings, file);
  if (documents.empty())
    reading.report("no-scenario", "the file has no scenario", Value(),
                   "write scenario: NAME, kind: and steps:");
  return read;
}

}  // namespace gonogo
