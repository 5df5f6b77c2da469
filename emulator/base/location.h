// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gonogo {

/// A place in a text: both count from 1; 0 means unknown.
struct Mark {
  int line = 0;
  int column = 0;
  friend bool operator==(const Mark&, const Mark&) = default;
};

/// A place in somebody's file. `pointer` is a JSON pointer (RFC 6901) where the meaning has one.
struct Location {
  std::string file{};
  Mark mark{};
  std::string pointer{};
};

/// "file:line:column", leaving out what is unknown; empty when nothing is known.
std::string to_text(const Location& location);

}  // namespace gonogo
