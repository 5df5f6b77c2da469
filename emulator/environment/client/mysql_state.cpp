// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/mysql_state.h"

#include <algorithm>
#include <charconv>

#include "emulator/base/text.h"
#include "emulator/image/sql_scripts.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

using Rows = std::vector<std::vector<Value>>;

Error refused(const SqlError& error, const std::string& statement) {
  return {.code = "service-lost",
          .what = "MySQL refuses to tell of itself",
          .seen = error.message + " (" + std::to_string(error.code) + "): " + statement};
}

Result<Rows> ask(SqlClient& client, const std::string& statement) {
  auto outcome = client.execute(statement, {});
  if (!outcome) return fail(outcome.error());
  if (outcome->error) return fail(refused(*outcome->error, statement));
  return std::move(outcome->result.rows);
}

std::string cell(const Value& value) {
  return value.is_text() ? value.as_text() : value.is_null() ? "NULL" : to_json(value);
}

std::string line_of(const std::vector<Value>& row) {
  std::vector<std::string> cells;
  for (const Value& value : row) cells.push_back(cell(value));
  return join(cells, " ");
}

// Databases of the server's own.
constexpr const char* system_databases =
    "('information_schema', 'performance_schema', 'sys', 'mysql')";

/// What a server says of itself. `%` stands for our database, which a reset replaces.
struct Question {
  const char* name;
  const char* statement;
  bool secret = false;  ///< only its digest is kept: it is shown when it differs
};

constexpr Question questions[] = {
    {"database",
     "SELECT schema_name, default_character_set_name, default_collation_name "
     "FROM information_schema.schemata WHERE schema_name <> %"},
    {"grant", "SHOW GRANTS"},
    {"plugin", "SELECT plugin_name, plugin_status FROM information_schema.plugins"},
    {"user", "SELECT * FROM mysql.user", true},
    {"user's right", "SELECT * FROM mysql.db", true},
    {"global right", "SELECT * FROM mysql.global_grants", true},
    {"right on a table", "SELECT * FROM mysql.tables_priv", true},
    {"right on a column", "SELECT * FROM mysql.columns_priv", true},
    {"right on a routine", "SELECT * FROM mysql.procs_priv", true},
    {"role", "SELECT * FROM mysql.role_edges", true},
    {"function of a library", "SELECT * FROM mysql.func", true},
    {"component", "SELECT * FROM mysql.component", true},
    {"kept setting", "SELECT * FROM performance_schema.persisted_variables"},
    {"prepared transaction", "XA RECOVER"},
    {"routine",
     "SELECT routine_schema, routine_name, MD5(routine_definition) FROM "
     "information_schema.routines WHERE routine_schema NOT IN (%, 'sys')"},
    {"trigger",
     "SELECT trigger_schema, trigger_name, MD5(action_statement) FROM "
     "information_schema.triggers WHERE trigger_schema NOT IN (%, 'sys')"},
    {"event",
     "SELECT event_schema, event_name, status, MD5(event_definition) FROM "
     "information_schema.events WHERE event_schema <> %"},
    {"view",
     "SELECT table_schema, table_name, MD5(view_definition) FROM "
     "information_schema.views WHERE table_schema NOT IN (%, 'sys')"}};

// They move by themselves.
bool moves_by_itself(const std::string& variable) {
  static constexpr const char* names[] = {"gtid_executed", "gtid_purged", "timestamp",
                                          "innodb_thread_sleep_delay"};
  return std::any_of(std::begin(names), std::end(names),
                     [&](const char* name) { return variable == name; });
}

Result<Done> take_questions(SqlClient& client, const std::string& database,
                            std::vector<std::string>& lines) {
  for (const Question& question : questions) {
    const std::string statement = replace_all(question.statement, "%", sql_text(database));
    auto outcome = client.execute(statement, {});
    if (!outcome) return fail(outcome.error());
    if (outcome->error) lines.push_back(std::string(question.name) + " can't be read");
    for (const auto& row : outcome->result.rows)
      lines.push_back(std::string(question.name) + " " +
                      (question.secret ? cell(row[0]) + " " + cell(row[1]) + " " +
                                             sha256(line_of(row)).substr(0, 12)
                                       : line_of(row)));
  }
  return Done{};
}

Result<Done> take_variables(SqlClient& client, std::vector<std::string>& lines) {
  auto rows = ask(client, "SHOW GLOBAL VARIABLES");
  if (!rows) return fail(rows.error());
  for (const auto& row : *rows)
    if (!moves_by_itself(cell(row[0]))) lines.push_back("setting " + line_of(row));
  return Done{};
}

// AUTO_INCREMENT is in SHOW CREATE TABLE; CHECKSUM TABLE reads every row.
Result<Done> take_tables(SqlClient& client, const std::string& database,
                         std::vector<std::string>& lines) {
  auto tables =
      ask(client,
          "SELECT table_schema, table_name FROM information_schema.tables "
          "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN " +
              std::string(system_databases) + " AND table_schema <> " + sql_text(database));
  if (!tables) return fail(tables.error());
  for (const auto& table : *tables) {
    const std::string name = sql_name(cell(table[0])) + "." + sql_name(cell(table[1]));
    auto checksum = ask(client, "CHECKSUM TABLE " + name);
    auto shape = ask(client, "SHOW CREATE TABLE " + name);
    if (!checksum) return fail(checksum.error());
    if (!shape) return fail(shape.error());
    lines.push_back("table " + name + " " + line_of((*checksum)[0]) + " " +
                    sha256(line_of((*shape)[0])).substr(0, 12));
  }
  return Done{};
}

}  // namespace

std::string mysql_series(const std::string& version) {
  return version.substr(0, version.find_first_not_of("0123456789."));
}

Result<Milliseconds> mysql_uptime(SqlClient& client) {
  auto rows = ask(client, "SHOW GLOBAL STATUS LIKE 'Uptime'");
  if (!rows) return fail(rows.error());
  long long seconds = 0;
  if (!rows->empty() && rows->front().size() == 2) {
    const std::string text = cell(rows->front()[1]);
    std::from_chars(text.data(), text.data() + text.size(), seconds);
  }
  return Milliseconds(seconds * 1000);
}

Result<std::vector<MysqlObject>> mysql_objects(SqlClient& client, const std::string& database) {
  const std::string own = sql_text(database);
  auto rows = ask(client,
                  "SELECT IF(table_type = 'VIEW', 'VIEW', 'TABLE'), table_name FROM "
                  "information_schema.tables WHERE table_schema = " +
                      own +
                      " UNION ALL SELECT routine_type, routine_name FROM "
                      "information_schema.routines WHERE routine_schema = " +
                      own +
                      " UNION ALL SELECT 'EVENT', event_name FROM information_schema.events "
                      "WHERE event_schema = " +
                      own);
  if (!rows) return fail(rows.error());
  std::vector<MysqlObject> objects;
  for (const auto& row : *rows) objects.push_back({cell(row[0]), cell(row[1])});
  return objects;
}

std::string name_some(const std::vector<MysqlObject>& objects, size_t most) {
  std::vector<std::string> names;
  for (const MysqlObject& object : objects) {
    if (names.size() == most) break;
    names.push_back(to_lower(object.type) + " " + object.name);
  }
  return join(names, ", ") +
         (objects.size() > most ? " and " + std::to_string(objects.size() - most) + " more" : "");
}

std::vector<std::string> mysql_dropping(const std::vector<MysqlObject>& objects,
                                        const std::string& database) {
  // An unfinished or prepared transaction of somebody holds its tables: say so instead of waiting.
  std::vector<std::string> statements{"SET SESSION foreign_key_checks = 0, lock_wait_timeout = 10"};
  std::string tables;
  for (const MysqlObject& object : objects) {
    const std::string name = sql_name(database) + "." + sql_name(object.name);
    if (object.type == "TABLE")
      tables += (tables.empty() ? "DROP TABLE " : ", ") + name;
    else
      statements.push_back("DROP " + object.type + " " + name);
  }
  if (!tables.empty()) statements.push_back(tables);
  return statements;
}

Result<MysqlDatabase> read_mysql_database(SqlClient& client, const std::string& database) {
  auto rows = ask(client,
                  "SELECT default_character_set_name, default_collation_name FROM "
                  "information_schema.schemata WHERE schema_name = " +
                      sql_text(database));
  if (!rows) return fail(rows.error());
  if (rows->empty())
    return fail({.code = "not-pristine", .what = "the database " + database + " is gone"});
  return MysqlDatabase{cell(rows->front()[0]), cell(rows->front()[1])};
}

Result<std::vector<std::string>> mysql_connections(SqlClient& client, const std::string& user,
                                                   const std::string& database, SqlClient& kept) {
  auto own = ask(client, "SELECT CONNECTION_ID()");
  auto other = ask(kept, "SELECT CONNECTION_ID()");
  if (!own) return fail(own.error());
  if (!other) return fail(other.error());
  auto rows = ask(client, "SHOW PROCESSLIST");  // Id, User, Host, db, …
  if (!rows) return fail(rows.error());
  std::vector<std::string> ids;
  for (const auto& row : *rows) {
    const std::string id = cell(row[0]);
    const bool is_ours = id == cell((*own)[0][0]) || id == cell((*other)[0][0]);
    if (!is_ours && (cell(row[1]) == user || cell(row[3]) == database)) ids.push_back(id);
  }
  return ids;
}

Result<std::vector<std::string>> mysql_fingerprint(SqlClient& client, const std::string& database) {
  std::vector<std::string> lines;
  if (auto done = take_variables(client, lines); !done) return fail(done.error());
  if (auto done = take_questions(client, database, lines); !done) return fail(done.error());
  if (auto done = take_tables(client, database, lines); !done) return fail(done.error());
  std::sort(lines.begin(), lines.end());
  return lines;
}

}  // namespace gonogo
