// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/scenario_reader.h"

#include <algorithm>
#include <iterator>

#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/scenario/gherkin_scenarios.h"

namespace gonogo {
namespace {

constexpr const char* phrases_name = "phrases.yaml";

// A file named in capitals is one, too: left out, it would not be missed.
bool is_named(const std::string& file, std::string_view ending) {
  return to_lower(file).ends_with(ending);
}

Location beginning_of(const std::string& file) { return {file, {1, 1}, ""}; }

}  // namespace

bool is_scenario_file(const std::string& file) {
  for (const std::string_view ending : {".yaml", ".yml", ".feature", ".har"})
    if (is_named(file, ending)) return Path(file).filename() != phrases_name;
  return false;
}

ScenarioReader::PhraseFile& ScenarioReader::phrases_beside(const std::string& file,
                                                           const Path& path,
                                                           const ReadText& files) {
  const auto [found, is_new] = phrases_.try_emplace(path.parent_path().string());
  const Path beside = path.parent_path() / phrases_name;
  if (!is_new || !path_exists(beside)) return found->second;
  const std::string name = (Path(file).parent_path() / phrases_name).string();
  const auto text = read_file(beside);
  if (text) {
    found->second.phrases = read_phrases(*text, name, found->second.findings, files);
  } else {
    found->second.findings.push_back(
        {.rule = text.error().code, .message = text.error().what, .where = {.file = name}});
  }
  return found->second;
}

ScenarioFile ScenarioReader::read_gherkin(std::string_view text, const std::string& file,
                                          const Path& path, const ReadText& files) {
  if (!dialects_) dialects_ = gherkin::load_dialects(world_, project_folder_);
  ScenarioFile read{.file = file};
  if (!*dialects_) {
    const Error& error = dialects_->error();
    read.findings.push_back({.rule = error.code,
                             .message = "the languages of Gherkin can't be read: " + to_line(error),
                             .where = beginning_of(file)});
    return read;
  }
  PhraseFile& phrases = phrases_beside(file, path, files);
  read = read_feature(text, file, **dialects_, phrases.phrases, files);
  // The phrases are a part of the feature: it can't be run with bad ones. Of several features that
  // share them the first tells it.
  std::move(phrases.findings.begin(), phrases.findings.end(), std::back_inserter(read.findings));
  phrases.findings.clear();
  return read;
}

ScenarioFile ScenarioReader::read_har(std::string_view text, const std::string& file) const {
  const auto har = parse_json(text, file);
  const auto scenario =
      har ? scenario_of_har(*har, Path(file).stem().string(), hosts_) : fail(har.error());
  if (scenario) return read_scenario_documents({*scenario}, file);
  const Error& error = scenario.error();
  ScenarioFile read{.file = file};
  read.findings.push_back({.rule = error.code,
                           .message = error.what,
                           .where = error.where.file.empty() ? beginning_of(file) : error.where,
                           .hint = error.hint});
  return read;
}

ScenarioFile ScenarioReader::read(std::string_view text, const std::string& file, const Path& path,
                                  const ReadText& files) {
  if (is_named(file, ".feature")) return read_gherkin(text, file, path, files);
  if (is_named(file, ".har")) return read_har(text, file);
  return read_scenarios(text, file, files);
}

}  // namespace gonogo
