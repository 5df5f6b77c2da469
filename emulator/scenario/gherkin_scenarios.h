// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/scenario/gherkin.h"
#include "emulator/scenario/gherkin_phrases.h"
#include "emulator/scenario/scenario.h"

namespace gonogo {

/// Reads a feature file: every scenario, and every row of an outline's examples, is a scenario of
/// kind acceptance unless a tag says otherwise. A line that no phrase fits fails its scenario when
/// it is run; one that two phrases fit is a problem of the file.
ScenarioFile read_feature(std::string_view text, const std::string& file,
                          const gherkin::Dialects& dialects, const std::vector<Phrase>& phrases,
                          const ReadText& files = {});

}  // namespace gonogo
