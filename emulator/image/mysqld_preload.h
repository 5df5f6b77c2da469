// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/image/store.h"

namespace gonogo {

/// A layer under MySQL's root that makes its server start in less time: mysqld_start/preload.c. An entry of its own in
/// the store, so that what a compiler made of it says nothing about the server.
struct MysqldPreload {
  std::string folder{};
  std::string variable{};  ///< NAME=value, for the server's environment
};
Result<MysqldPreload> mysqld_preload(World& world, const Store& store);

}  // namespace gonogo
