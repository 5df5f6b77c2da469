// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// What stands between `${` and `}`.
struct Placeholder {
  enum class Kind { variable, environment, secret, task, service, generator };
  Kind kind = Kind::variable;
  std::string name{};                     ///< "email", "launches/admin-token", "frontend", "uuid"
  std::string part{};                     ///< of a task or service: "", "published", "host", "port"
  std::optional<std::string> fallback{};  ///< of `env.NAME:-default`
  std::vector<std::string> arguments{};   ///< of a generator
};

/// Errors: `bad-placeholder` for what can't be read.
Result<Placeholder> parse_placeholder(std::string_view expression);

/// Every placeholder of a text, in order; `$${` is none.
Result<std::vector<Placeholder>> placeholders_of(std::string_view text);

using Lookup = std::function<Result<Value>(const Placeholder&)>;

/// Puts values for all placeholders of all texts and keys. A text that is one placeholder and
/// nothing else takes the value with its type; inside a text it is text. `$${` becomes `${`. Marks
/// are kept; an Error without a place gets that of its text.
Result<Value> interpolate(const Value& value, const Lookup& lookup);
Result<std::string> interpolate_text(std::string_view text, const Lookup& lookup);

}  // namespace gonogo
