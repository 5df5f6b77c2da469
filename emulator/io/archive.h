// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/io/files.h"

namespace gonogo {

/// Writes a ZIP archive with these files (name inside, path) in that order. The same files give the
/// same bytes: no owner, no time of writing. An Error `archive-failed`; then there is no archive.
Result<Done> write_zip(const Path& target, const std::vector<std::pair<std::string, Path>>& files);

}  // namespace gonogo
