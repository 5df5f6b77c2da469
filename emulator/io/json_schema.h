// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// Why a JSON Schema can't be used, or nothing. Drafts 4 to 7 are known; a keyword or format that
/// would not be checked is a problem (`bad-schema`), since it would let everything pass.
std::optional<Error> schema_problem(const Value& schema);

/// What of a document is not as the schema says, each as "/items/0/id: expected integer"; empty
/// when it is valid. An Error `bad-schema` as above.
Result<std::vector<std::string>> schema_violations(const Value& schema, const Value& document);

}  // namespace gonogo
