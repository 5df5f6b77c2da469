// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace gonogo {

/// The same as in CMakeLists.txt.
inline constexpr std::string_view version = GONOGO_VERSION;

}  // namespace gonogo
