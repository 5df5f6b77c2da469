// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/location.h"

namespace gonogo {

/// A line of a file with what is to be underlined in it; columns count characters from 0.
struct SourceExcerpt {
  std::string line;
  size_t caret = 0;
  size_t length = 1;
};

/// The line at `mark`, shortened to `columns` around the YAML value that begins there; nothing when
/// the text has no such place.
std::optional<SourceExcerpt> excerpt_at(std::string_view text, Mark mark, size_t columns);

}  // namespace gonogo
