// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// A user of a root file system, as numbers.
struct UserIds {
  int user = 0;
  int group = 0;
  std::vector<int> more_groups{};
};

/// "name", "number", "name:group" … after /etc/passwd and /etc/group of the root (their texts). An
/// unknown name is an Error `unknown-user`, as Docker's "unable to find user".
Result<UserIds> resolve_user(const std::string& user, const std::string& passwd,
                             const std::string& group);

/// What a bundle needs beside the container's own specification.
struct BundleSurroundings {
  UserIds user{};
  std::string network_namespace{};  ///< path; "" shares the supervisor's
  std::string pid_namespace{};      ///< path; "" gives it one of its own
  std::string init_program{};       ///< bound read-only at init_path when the container wants one
  Value seccomp{};                  ///< resolved; null filters nothing
  std::string etc_folder{};         ///< holds resolv.conf, hosts and hostname for this network
  std::string exec_helper{};        ///< bound read-only at exec_helper_path
  std::string notify_folder{};      ///< bound at notify_path when the container notifies
  struct Volume {
    std::string folder;
    std::string target;
    bool read_only = false;
  };
  std::vector<Volume> volumes{};
};

inline constexpr const char* exec_helper_path = "/.gonogo/exec";
inline constexpr const char* init_path = "/.gonogo/init";
inline constexpr const char* notify_path = "/.gonogo/notify";

/// config.json of an OCI bundle (runtime-spec 1.0) whose root is the folder "root" beside it: the
/// namespaces, masked paths and defaults that Docker gives a container.
Value bundle_config(const ContainerSpec& container, const BundleSurroundings& surroundings);

/// The `process` of an exec in it: the container's own user, environment and capabilities.
Value exec_process(const ContainerSpec& container, const UserIds& user,
                   const std::vector<std::string>& argv,
                   const std::vector<std::pair<std::string, std::string>>& environment);

}  // namespace gonogo
