// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace gonogo {

/// "SIGTERM", "TERM" or "15" as a number; -1 when there is no such signal.
int signal_number(const std::string& name);

}  // namespace gonogo
