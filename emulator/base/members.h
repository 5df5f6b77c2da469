// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/value.h"

namespace gonogo {

/// Members of a mapping that gonogo wrote itself: what is absent, or of another kind, reads as empty.
/// What people write is read by Reader, which says what is wrong.
const Value& part_of(const Value& mapping, std::string_view key);
std::string text_of(const Value& mapping, std::string_view key);
std::int64_t number_of(const Value& mapping, std::string_view key);
bool flag_of(const Value& mapping, std::string_view key);
std::vector<std::string> texts_of(const Value& mapping, std::string_view key);

Value texts_value(const std::vector<std::string>& texts);

}  // namespace gonogo
