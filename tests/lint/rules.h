// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gonogo::lint {

/// A file of the checkout; `path` is relative to its root.
struct SourceFile {
  std::string path;
  std::string text;
};

/// Each violation is one line: "path:line: what is wrong".
using Violations = std::vector<std::string>;
using Rule = Violations (*)(const SourceFile&);

/// A room includes only rooms to its left, and all is written from the root.
Violations check_direction(const SourceFile& file);

/// The supervisor and all that is linked into it: none of io's clients, of project only the plan's
/// values.
Violations check_supervisor(const SourceFile& file);

/// A header includes the project's own headers, standard ones, <tl/expected.hpp> (base alone) and
/// <sys/types.h>.
Violations check_header_includes(const SourceFile& file);

/// A source that has a header of its own name includes that first: so the header is compiled alone.
Violations check_own_header(const SourceFile& source, const std::string& header);

/// At most 500 lines.
Violations check_length(const SourceFile& file);

/// No <regex> and no coroutines anywhere; in emulator/ no shared_ptr outside io, and nothing is
/// thrown outside io's .cpp files.
Violations check_words(const SourceFile& file);

/// The names at the root of the checkout that don't belong there. `ignored` is the text of
/// .gitignore.
Violations check_top_level(const std::vector<std::string>& names, std::string_view ignored);

/// The same text with comments, quoted texts and characters blanked out; lines keep their numbers.
std::string code_only(std::string_view text);

/// Lines of each function, from its first line to its closing brace. Found by braces: lambdas and
/// blocks are part of what they stand in.
std::vector<size_t> function_lengths(std::string_view text);

}  // namespace gonogo::lint
