// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/io/mysql.h"

namespace gonogo {

/// "8.4.6" of "8.4.6-0ubuntu1".
std::string mysql_series(const std::string& version);

/// Since when the server runs; an Error when the connection is broken.
Result<Milliseconds> mysql_uptime(SqlClient& client);

/// One thing in a database that a statement can drop.
struct MysqlObject {
  std::string type;  ///< "TABLE", "VIEW", "PROCEDURE", "FUNCTION", "EVENT"
  std::string name;
};

/// Tables, views, routines and events of a database; triggers go with their tables.
Result<std::vector<MysqlObject>> mysql_objects(SqlClient& client, const std::string& database);

/// "table entries, view winners and 3 more".
std::string name_some(const std::vector<MysqlObject>& objects, size_t most);

/// The statements that drop them all, whatever refers to what.
std::vector<std::string> mysql_dropping(const std::vector<MysqlObject>& objects,
                                        const std::string& database);

struct MysqlDatabase {
  std::string character_set;
  std::string collation;
  friend bool operator==(const MysqlDatabase&, const MysqlDatabase&) = default;
};
Result<MysqlDatabase> read_mysql_database(SqlClient& client, const std::string& database);

/// Ids of the connections of that user or to that database, without the two given.
Result<std::vector<std::string>> mysql_connections(SqlClient& client, const std::string& user,
                                                   const std::string& database, SqlClient& kept);

/// All that this user can see of a server beside one database, as sorted lines: settings, users and
/// their rights, plugins, prepared transactions, other databases with their content. What may not
/// be read is a line that says so.
Result<std::vector<std::string>> mysql_fingerprint(SqlClient& client, const std::string& database);

}  // namespace gonogo
