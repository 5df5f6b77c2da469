// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/base/members.h"
#include "emulator/base/value.h"
#include "emulator/project/plan.h"

namespace gonogo {

enum class Secrets { shown, left_out };

Value to_value(const ContainerSpec& spec, Secrets secrets);
ContainerSpec container_spec_of(const Value& value);

using TextPairs = std::vector<std::pair<std::string, std::string>>;
Value pairs_value(const TextPairs& pairs);
TextPairs pairs_of(const Value& value);

}  // namespace gonogo
