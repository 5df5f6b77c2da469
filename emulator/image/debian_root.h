// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/image/store.h"

namespace gonogo {

/// A root of Debian packages: the shared base and, over it, what the packages added.
struct DebianRoot {
  std::vector<std::string> folders{};  ///< the topmost first
  std::string digest{};
  std::vector<std::pair<std::string, std::string>> packages{};  ///< name, version
};

/// The smallest Debian of that suite with these packages. `progress` is told before something is made.
Result<DebianRoot> debian_root(World& world, const Store& store, const std::string& suite,
                               const std::vector<std::string>& packages,
                               const OnProgress& progress);

/// MySQL's server of Debian sid, unpacked and not configured: one folder, usable as a root and through
/// its own loader from outside. The server's version is told by itself.
struct MysqlRoot {
  std::string folder{};
  std::string digest{};
  std::string version{};
  std::vector<std::pair<std::string, std::string>> packages{};
};
Result<MysqlRoot> mysql_root(World& world, const Store& store, const OnProgress& progress);

/// argv of that server run from outside of its root.
std::vector<std::string> mysqld_from_outside(const std::string& root);

}  // namespace gonogo
