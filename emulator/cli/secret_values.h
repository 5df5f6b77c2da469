// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "emulator/base/secret.h"
#include "emulator/task/container_values.h"

namespace gonogo::cli {

/// Every value of a secrets file as ${secret.NAME} names it; one with JSON keys as "NAME:KEY".
std::map<std::string, Secret> secret_values(const SecretStore& store);

}  // namespace gonogo::cli
