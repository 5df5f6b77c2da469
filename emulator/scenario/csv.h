// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// The rows of a CSV text (RFC 4180) below its header, each a mapping of column and text; marks
/// are the rows' lines. A byte order mark is skipped. An Error `bad-csv` has the line: a row with
/// more or fewer cells than the header, an open quote, a column without a name or with one used
/// twice.
Result<Value::Array> parse_csv(std::string_view text, const std::string& file);

}  // namespace gonogo
