// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/base/result.h"

namespace gonogo::cli {

/// What was typed, taken apart along the table of commands.
struct CommandLine {
  std::string command{};
  /// By long name with its dashes; a flag that was given has the value "true".
  std::map<std::string, std::vector<std::string>> options{};
  std::vector<std::string> words{};
  std::vector<std::string> rest{};  ///< behind `--`

  bool has(const std::string& option) const { return options.count(option) != 0; }
  /// The last value, or `otherwise`.
  std::string value(const std::string& option, const std::string& otherwise = "") const;
  std::vector<std::string> values(const std::string& option) const;
};

/// An Error `usage` for a command, option, value or number of words that is not in the table. A line
/// without a command has an empty one.
Result<CommandLine> parse_command_line(const std::vector<std::string>& args);

}  // namespace gonogo::cli
