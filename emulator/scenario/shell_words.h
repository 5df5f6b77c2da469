// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"

namespace gonogo {

/// Splits a command line as a shell quotes: blanks separate, '…' is literal, in "…" a backslash
/// escapes " and \, outside it escapes anything. A placeholder `${…}` is never split. Nothing is
/// expanded. An Error `bad-quoting` for an open quote.
Result<std::vector<std::string>> split_words(std::string_view text);

/// A word as a shell reads it back.
std::string quoted(std::string_view word);
/// The words with a blank between, each quoted where it must be.
std::string command_line(const std::vector<std::string>& words);

}  // namespace gonogo
