// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/base/result.h"
#include "emulator/io/files.h"

namespace gonogo {

/// The text of what somebody names as input: at most 128 MiB (Error `too-large`), and a pipe into
/// which nobody writes for 10 s is not waited for (`cannot-read`). A named pipe without a writer is
/// empty.
Result<std::string> read_input(const Path& path);

}  // namespace gonogo
