// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace gonogo::cli {

struct Session;

struct OptionRow {
  std::string_view name;   ///< "--kind", or "-q,--quiet"
  std::string_view value;  ///< "K"; "text|json": one of these; "" for a flag
  std::string_view help;
};

/// One command: what parses, explains and does it is found from this row alone.
struct Command {
  std::string_view name;
  std::string_view usage;  ///< what follows the name, without options
  std::string_view help;   ///< one line
  size_t least = 0;        ///< words that must follow
  size_t most = 0;         ///< words that may follow
  bool takes_rest = false;  ///< what stands behind `--` is given on as it is
  std::vector<OptionRow> options{};
  /// The exit code; an Error is told and answered by exit_code_of.
  Result<int> (*act)(Session&) = nullptr;
};

constexpr size_t any_number = static_cast<size_t>(-1);

const std::vector<Command>& commands();
const std::vector<OptionRow>& common_options();

/// nullptr when there is none of that name.
const Command* find_command(std::string_view name);

/// "--quiet" of "-q,--quiet": the name by which an option is asked for.
std::string long_name(const OptionRow& option);

}  // namespace gonogo::cli
