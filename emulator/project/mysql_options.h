// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace gonogo {

/// How a MySQL data directory is laid out: the server that bakes it and the one that serves it need
/// the same. Small files, nothing that only protects against a crash.
std::vector<std::string> mysql_layout_options();

/// What a throw-away server is run with beside: nothing is synced, nothing runs in the background.
std::vector<std::string> mysql_serving_options();

/// Where in a root mysqld and its data are.
inline constexpr const char* mysql_program = "/usr/sbin/mysqld";
inline constexpr const char* mysql_data = "/var/lib/mysql";
inline constexpr const char* mysql_socket_folder = "/run/mysqld";

}  // namespace gonogo
