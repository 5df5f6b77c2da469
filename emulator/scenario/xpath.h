// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// What an XPath selects in a text, which is taken for HTML when it begins like a page or `type`
/// (a Content-Type) says so, else for XML.
Result<std::optional<Value>> xpath_in(std::string_view text, const std::string& expression,
                                      std::string_view type = {});

}  // namespace gonogo
