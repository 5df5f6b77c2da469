// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/result.h"
#include "emulator/io/files.h"

namespace gonogo {

/// What an image has at the place of a volume, with owners and modes, into that volume as long as it
/// is empty: Docker's copy-up. Links in the way lead no further than `root`; nothing there is no error.
Result<Done> copy_up(const Path& root, const std::string& place, const Path& volume);

}  // namespace gonogo
