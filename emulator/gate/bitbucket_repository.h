// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "emulator/io/world.h"

namespace gonogo {

/// "workspace/slug" of a git URL at bitbucket.org (https, ssh, or git@bitbucket.org:…); "" of any
/// other.
std::string repository_of_url(std::string_view url);

/// The Bitbucket repository of a checkout: by its remote `origin`, else, in a step of Bitbucket, by
/// BITBUCKET_REPO_FULL_NAME; "" where there is none.
std::string bitbucket_repository(const Path& folder, const World& world);

}  // namespace gonogo
