// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/finding.h"
#include "emulator/base/value.h"
#include "emulator/scenario/scenario.h"

namespace gonogo {

/// A phrase of the project: a line of Gherkin, and the steps that it stands for.
struct Phrase {
  std::string written;             ///< "a raffle for {product} is open"
  std::string pattern;             ///< as a regular expression
  std::vector<std::string> names;  ///< of its parameters
  Value steps{};                   ///< as in a scenario; ${product} is the parameter
  Location where{};
};

/// Reads a phrases.yaml: a list of `{phrase, steps}`. What is wrong is reported, its steps
/// included.
std::vector<Phrase> read_phrases(std::string_view text, const std::string& file, Findings& findings,
                                 const ReadText& files = {});

/// Whether its steps use `${table}`, or `${text}`.
bool takes(const Phrase& phrase, std::string_view placeholder);

/// The parameters of a phrase in a line, without their quotes; nothing when it does not fit.
std::optional<std::vector<std::string>> match_phrase(const Phrase& phrase, const std::string& line);

/// The steps with the parameters put in; `${table}` is the line's table (a list of mappings),
/// `${text}` its doc string.
Value fill_phrase(const Phrase& phrase, const std::vector<std::string>& arguments,
                  const Value& table, const std::string& text);

/// What to add to phrases.yaml for a line that no phrase fits.
std::string phrase_snippet(const std::string& line);

}  // namespace gonogo
