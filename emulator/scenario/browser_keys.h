// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// The actions of WebDriver for a key as people write it: "Enter", "a", "Control+a", "Shift+Tab".
/// An Error `unknown-key` lists the names.
Result<Value> key_actions(const std::string& written);

}  // namespace gonogo
