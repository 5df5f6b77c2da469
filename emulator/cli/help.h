// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/cli/command.h"

namespace gonogo::cli {

/// "gonogo 0.1.0\n".
std::string version_text();

/// What `gonogo help` prints: every command a line, the options of all, the exit codes.
std::string overview_text();

/// What `gonogo help COMMAND` prints.
std::string command_text(const Command& command);

/// docs/commands.md.
std::string commands_page();

}  // namespace gonogo::cli
