// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_dialect.h"

#include <algorithm>

#include "emulator/base/members.h"
#include "emulator/io/document.h"

namespace gonogo::gherkin {
namespace {

struct StepWords {
  std::string_view key;
  StepType type;
};

constexpr StepWords step_words[] = {{"given", StepType::context},
                                    {"when", StepType::action},
                                    {"then", StepType::outcome},
                                    {"and", StepType::conjunction},
                                    {"but", StepType::conjunction}};

void add_step_word(Dialect& dialect, const std::string& word, StepType type) {
  for (auto& [known, meaning] : dialect.steps) {
    if (known != word) continue;
    meaning = StepType::unknown;
    return;
  }
  dialect.steps.emplace_back(word, type);
}

Dialect dialect_of(const Value& language) {
  Dialect dialect{.feature = texts_of(language, "feature"),
                  .rule = texts_of(language, "rule"),
                  .background = texts_of(language, "background"),
                  .scenario = texts_of(language, "scenario"),
                  .scenario_outline = texts_of(language, "scenarioOutline"),
                  .examples = texts_of(language, "examples")};
  for (const auto& [key, type] : step_words)
    for (const std::string& word : texts_of(language, key)) add_step_word(dialect, word, type);
  std::stable_sort(dialect.steps.begin(), dialect.steps.end(),
                   [](const auto& a, const auto& b) { return a.first.size() > b.first.size(); });
  return dialect;
}

Value english_words() {
  const auto words = [](std::initializer_list<const char*> list) {
    Value all = Value::array();
    for (const char* word : list) all.push(word);
    return all;
  };
  return Value::object({{"feature", words({"Feature", "Business Need", "Ability"})},
                        {"rule", words({"Rule"})},
                        {"background", words({"Background"})},
                        {"scenario", words({"Example", "Scenario"})},
                        {"scenarioOutline", words({"Scenario Outline", "Scenario Template"})},
                        {"examples", words({"Examples", "Scenarios"})},
                        {"given", words({"* ", "Given "})},
                        {"when", words({"* ", "When "})},
                        {"then", words({"* ", "Then "})},
                        {"and", words({"* ", "And "})},
                        {"but", words({"* ", "But "})}});
}

Path find_languages(const World& world, const std::string& project_folder) {
  if (const std::string named = world.variable("GONOGO_GHERKIN_LANGUAGES"); !named.empty())
    return world.folder / named;
  const Path inside = "@cucumber/gherkin/dist/gherkin-languages.json";
  for (Path folder = project_folder; !folder.empty(); folder = folder.parent_path()) {
    Path file = folder / "node_modules" / inside;
    if (path_exists(file)) return file;
    if (folder == folder.root_path()) break;
  }
  for (const char* modules : {"/usr/local/lib/node_modules", "/usr/lib/node_modules"})
    if (path_exists(modules / inside)) return modules / inside;
  return {};
}

}  // namespace

Dialects english() { return {{"en", dialect_of(english_words())}}; }

Dialects dialects_of(const Value& languages) {
  Dialects dialects = english();
  for (const Value::Member& member : languages.members())
    dialects.emplace(member.key, dialect_of(member.value));
  return dialects;
}

Result<Dialects> load_dialects(const World& world, const std::string& project_folder) {
  const Path file = find_languages(world, project_folder);
  if (file.empty()) return english();
  const auto text = read_file(file);
  if (!text) return fail(text.error());
  const auto languages = parse_json(*text, file.string());
  if (!languages) return fail(languages.error());
  return dialects_of(*languages);
}

}  // namespace gonogo::gherkin
