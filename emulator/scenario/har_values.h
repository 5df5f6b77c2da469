// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "emulator/base/clock.h"
#include "emulator/base/value.h"

namespace gonogo {

/// Calls back for every value of a document that is no mapping with members, with its JSONPath and
/// the key it stands under: a list first, then what is in it.
void each_leaf(const Value& document,
               const std::function<void(const std::string& path, const std::string& key,
                                        const Value& value)>& visit);

/// The same as a test of a recorded JSON may have it.
std::string json_path_below(const std::string& path, std::string_view key);

/// Whether a key names something that the product made up: id, launchId, user_id, uuid, token, …
bool is_id_key(std::string_view key);
/// Whether it names a secret: token, secret, password, …
bool is_secret_key(std::string_view key);
/// A long text of letters and digits without a meaning: a token, a hash, a JWT.
bool is_opaque(std::string_view text);

/// What is expected of a value that will be another one next time: its type. Null where the value
/// itself can be expected. `started` is when it was recorded.
Value expected_type(const std::string& key, const Value& value, WallTime started);

/// "entries" → "entry", "launches" → "launch".
std::string singular(std::string_view noun);

}  // namespace gonogo
