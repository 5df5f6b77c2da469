// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "emulator/base/value.h"

namespace gonogo {

/// A value as it stands inside a text: text as it is, anything else as JSON.
std::string text_of(const Value& value);

/// A value as a check shows it, typed: 409, "text", null, [1,2]; `missing` for nothing. Longer than
/// 2000 bytes it is cut and says so.
std::string printed(const std::optional<Value>& value);

/// Two values that are not equal, as `printed` shows them; where it would cut off the first
/// difference, both from a little before that: "… (from byte 4711) …".
std::pair<std::string, std::string> printed_apart(const Value& one, const Value& other);

/// The members of a mapping by their names.
std::map<std::string, Value> values_of(const Value& mapping);

/// Characters (not bytes) of a UTF-8 text.
size_t count_characters(std::string_view text);

/// The first `limit` bytes, never half a character, with a note of how much was left out.
std::string cut(std::string text, size_t limit);

}  // namespace gonogo
