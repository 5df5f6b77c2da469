// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/io/world.h"
#include "emulator/scenario/gherkin_dialect.h"
#include "emulator/scenario/gherkin_phrases.h"
#include "emulator/scenario/har_scenario.h"
#include "emulator/scenario/scenario.h"

namespace gonogo {

/// Whether a file is one of scenarios, by its ending.
bool is_scenario_file(const std::string& file);

/// Reads files of scenarios by their ending: .feature, .har, else YAML. What several of them share,
/// the languages of Gherkin and the phrases of a folder, is read once.
class ScenarioReader {
 public:
  /// `project_folder` is where the search for Gherkin's languages begins; `hosts` is what
  /// recordings call the tasks.
  ScenarioReader(const World& world, std::string project_folder, HarHosts hosts = {})
      : world_(world), project_folder_(std::move(project_folder)), hosts_(std::move(hosts)) {}

  /// `file` as findings name it; `path` is where it lies; `files` gives what it includes.
  ScenarioFile read(std::string_view text, const std::string& file, const Path& path,
                    const ReadText& files = {});

 private:
  struct PhraseFile {
    std::vector<Phrase> phrases;
    Findings findings;  ///< until they are told
  };
  ScenarioFile read_gherkin(std::string_view text, const std::string& file, const Path& path,
                            const ReadText& files);
  ScenarioFile read_har(std::string_view text, const std::string& file) const;
  PhraseFile& phrases_beside(const std::string& file, const Path& path, const ReadText& files);

  const World& world_;
  std::string project_folder_;
  HarHosts hosts_;
  std::optional<Result<gherkin::Dialects>> dialects_{};
  std::map<std::string, PhraseFile> phrases_{};  ///< by folder
};

}  // namespace gonogo
