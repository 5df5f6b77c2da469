// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// What stands for the hosts of a recording: "127.0.0.1:8080" → "${task.frontend}".
using HarHosts = std::vector<std::pair<std::string, std::string>>;

/// The scenario that replays a recording (HAR 1.2): its documents and its XHR and fetch requests,
/// in their order, with what was answered as expectations. An id or token that an answer gave and a
/// later request sends is captured; what is different each time is expected by its type only. An
/// Error `bad-har` for what is no recording or has no such request.
Result<Value> scenario_of_har(const Value& har, const std::string& name, const HarHosts& hosts);

}  // namespace gonogo
