// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/io/mysql.h"
#include "emulator/project/project.h"

namespace gonogo {

struct SqlScript {
  std::string file;  ///< relative to the project
  std::string text;
};

/// Schema and seed of a service, in their order.
Result<std::vector<SqlScript>> read_sql_scripts(const Project& project,
                                                const ServiceEntry& service);

/// Runs one statement for its effect; what the server refuses is an Error `sql-failed` at `where`.
Result<Done> execute_sql(SqlClient& client, const std::string& statement, const Location& where);

/// All statements of a script; stops at the first that is refused.
Result<Done> run_sql_script(SqlClient& client, const SqlScript& script);

/// As a text and as a name of SQL.
std::string sql_text(const std::string& text);
std::string sql_name(const std::string& text);

}  // namespace gonogo
