// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/io/files.h"

namespace gonogo {

/// What a tree looks like without its bytes: names, modes, sizes, and when each was changed. Nobody
/// changes a file, or cuts it, without changing it, and it costs a look at each instead of a read of
/// all: 20,000 files in some 30 ms.
struct Seal {
  std::string text;
  bool all_seen = true;  ///< whether this user may look into all folders

  friend bool operator==(const Seal&, const Seal&) = default;
};

Seal seal_of(const Path& tree);

}  // namespace gonogo
