// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// What the process that starts a world tells its supervisor, beside the descriptors. Holds secrets:
/// only ever through a sealed memory file.
struct Orders {
  EnvironmentPlan plan;
  std::string log_folder;
  std::string exec_helper;
  Moment birth{};
};

Value to_value(const Orders& orders);
Result<Orders> orders_of(const Value& value);

}  // namespace gonogo
