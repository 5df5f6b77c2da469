// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/location.h"

namespace gonogo::gherkin {

/// One line of a feature file. Blank is what JavaScript's \s takes, as in Cucumber's parser.
struct Line {
  std::string_view text;     ///< without its end
  std::string_view trimmed;  ///< without leading blanks
  int indent = 0;            ///< characters before `trimmed`
  int number = 0;            ///< from 1
};

std::vector<Line> lines_of(std::string_view text);

/// The line without its first characters; `trimmed` when it is indented by less.
std::string_view without_indent(const Line& line, int characters);

std::string_view trim_blanks(std::string_view text);

/// A part of a line.
struct Span {
  std::string text;
  Mark where{};
};

/// Between bars, with \n, \| and \\ put in: a row of a table.
std::vector<Span> cells_of(const Line& line);

/// The tags of a line; `bad` is where one with a blank in it begins.
std::vector<Span> tags_of(const Line& line, std::optional<Mark>& bad);

/// "en" of "# language: en"; nothing when it is another line.
std::optional<std::string> language_of(const Line& line);

}  // namespace gonogo::gherkin
