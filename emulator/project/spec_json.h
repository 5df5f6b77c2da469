// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/value.h"
#include "emulator/project/plan.h"

namespace gonogo {

enum class Secrets { shown, left_out };

Value to_value(const ContainerSpec& spec, Secrets secrets);
ContainerSpec container_spec_of(const Value& value);

/// Members of a mapping that we wrote ourselves; what is absent reads as empty.
std::string text_of(const Value& value, std::string_view key);
std::int64_t number_of(const Value& value, std::string_view key);
bool flag_of(const Value& value, std::string_view key);
const Value& part_of(const Value& value, std::string_view key);

using TextPairs = std::vector<std::pair<std::string, std::string>>;
Value pairs_value(const TextPairs& pairs);
TextPairs pairs_of(const Value& value);

}  // namespace gonogo
