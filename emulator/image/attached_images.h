// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/image/images.h"

namespace gonogo {

/// Engine attach: what stands for each image of the definitions where no containers can be made:
/// the files of its recipe as they lie here and the commands of `attach:`. The digest is of those
/// commands and of every file that they name. Commands that make files are run first when `build`
/// is set. Errors: build-failed, missing-file.
Result<Images> attached_images(
    const Project& project, const std::vector<std::pair<std::string, TaskDefinition>>& definitions,
    World& world, bool build);

/// Files of this project that the commands of `attach:` name and that nothing builds before a run,
/// relative to its folder.
std::vector<std::string> attached_files(const Project& project);

/// Runs the command that makes the files of an image; an Error `build-failed` at `where`.
Result<Done> run_build(World& world, const Project& project, const std::vector<std::string>& build,
                       const Location& where);

}  // namespace gonogo
