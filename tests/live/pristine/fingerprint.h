// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/environment/client/environment.h"

namespace gonogo::test {

/// All that a scenario could see of an environment's stores, one fact a line, sorted: every row,
/// AUTO_INCREMENT, definition, user, grant and global variable of the MySQL service "mysql"; every
/// key with its value and expiry, function, configuration and user of the Redis service "redis".
/// Asked through the servers that run; the test case fails where one of them does not answer.
std::vector<std::string> fingerprint(Environment& environment);

/// The lines that are only in one of them, "- " before the first's, "+ " before the second's.
std::vector<std::string> differences(const std::vector<std::string>& first,
                                     const std::vector<std::string>& second);

/// Runs one statement; the test case fails where it does.
std::vector<std::vector<Value>> sql(Environment& environment, const std::string& statement);
Value redis(Environment& environment, const std::vector<std::string>& words);

}  // namespace gonogo::test
