// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/image/debian_root.h"

namespace gonogo {

/// The layer with /var/lib/mysql as it is after schema and seed: its folder. Error `sql-failed` with
/// the statement's place and MySQL's words when a script is wrong.
Result<std::string> bake_mysql(World& world, const Store& store, const Project& project,
                               const ServiceEntry& service, const Secret& password,
                               const MysqlRoot& root, const OnProgress& progress);

}  // namespace gonogo
