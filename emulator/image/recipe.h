// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/image/debian_root.h"

namespace gonogo {

/// "nginx" as a registry means it: "docker.io/library/nginx:latest".
std::string normalised_reference(const std::string& reference);

/// The first recipe that matches a reference as written or normalised; nullptr when none does.
const ImageRecipe* find_recipe(const std::vector<ImageRecipe>& recipes,
                               const std::string& reference);

/// Where a file of an image lies in a root with merged /usr: "/bin/x" is "/usr/bin/x".
std::string merged_path(const std::string& path);

/// Makes the image of a recipe: Debian packages, and the project's files over them.
Result<Root> make_recipe(World& world, const Store& store, const Project& project,
                         const ImageRecipe& recipe, const OnProgress& progress);

}  // namespace gonogo
