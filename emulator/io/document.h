// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// Reads JSON. Every value and key carries its line and column; a duplicate key, a comment or
/// anything else that is no JSON is an Error with `file` and place. A UTF-8 byte order mark is
/// skipped.
Result<Value> parse_json(std::string_view text, const std::string& file);

/// Reads a stream of YAML documents under the core schema of YAML 1.2: `no`, `on`, `yes` and dates
/// stay text; only true/false, null/~, decimal, 0x and 0o integers and floats are typed. Quoted
/// scalars are always text. Duplicate keys are an Error. An empty stream has no documents.
Result<std::vector<Value>> parse_yaml(std::string_view text, const std::string& file);

/// Reads a file as JSON when its name ends in .json, as YAML (exactly one document) otherwise.
Result<Value> read_document(const std::string& path);

/// JSON text; `indent` < 0 puts all on one line. Bytes that are no UTF-8 become U+FFFD.
std::string to_json(const Value& value, int indent = -1);

}  // namespace gonogo
