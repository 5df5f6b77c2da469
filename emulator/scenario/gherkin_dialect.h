// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/io/world.h"

namespace gonogo::gherkin {

enum class StepType { unknown, context, action, outcome, conjunction };

/// The keywords of one human language.
struct Dialect {
  std::vector<std::string> feature;
  std::vector<std::string> rule;
  std::vector<std::string> background;
  std::vector<std::string> scenario;
  std::vector<std::string> scenario_outline;
  std::vector<std::string> examples;
  /// With their blank, the longest first; one of several meanings ("* ") is `unknown`.
  std::vector<std::pair<std::string, StepType>> steps;
};

using Dialects = std::map<std::string, Dialect>;

/// English alone.
Dialects english();

/// English and what a gherkin-languages.json of Cucumber has beside.
Dialects dialects_of(const Value& languages);

/// English, and the other languages of npm's @cucumber/gherkin where it is installed: the file that
/// $GONOGO_GHERKIN_LANGUAGES names, else node_modules of the project's folder or of one above it,
/// else /usr/local/lib/node_modules or /usr/lib/node_modules. An Error when a file that is there
/// can't be read.
Result<Dialects> load_dialects(const World& world, const std::string& project_folder);

}  // namespace gonogo::gherkin
