// SPDX-License-Identifier: Apache-2.0
#include "emulator/image/sql_scripts.h"

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "emulator/io/interrupt.h"
#include "emulator/io/sql_script.h"

namespace gonogo {

std::string sql_text(const std::string& text) {
  return "'" + replace_all(replace_all(text, "\\", "\\\\"), "'", "''") + "'";
}

std::string sql_name(const std::string& text) { return "`" + replace_all(text, "`", "``") + "`"; }

Result<std::vector<SqlScript>> read_sql_scripts(const Project& project,
                                                const ServiceEntry& service) {
  std::vector<SqlScript> scripts;
  for (const auto* list : {&service.schema, &service.seed})
    for (const std::string& file : *list) {
      auto text = read_file(project.path(file));
      if (!text) {
        Error error = text.error();
        error.where = service.where;
        return because(std::move(error), "service " + service.name);
      }
      scripts.push_back({file, std::move(*text)});
    }
  return scripts;
}

Result<Done> execute_sql(SqlClient& client, const std::string& statement, const Location& where) {
  auto outcome = client.execute(statement, {});
  if (!outcome) return fail(outcome.error());
  if (!outcome->error) return Done{};
  return fail({.code = "sql-failed",
               .what = "MySQL refuses a statement",
               .where = where,
               .seen = outcome->error->message + " (" + std::to_string(outcome->error->code) + ")",
               .hint = "correct the script"});
}

Result<Done> run_sql_script(SqlClient& client, const SqlScript& script) {
  auto statements = split_sql(script.text, script.file);
  if (!statements) return fail(statements.error());
  for (const SqlStatement& statement : *statements) {
    if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
    if (auto done = execute_sql(client, statement.text, {script.file, {statement.line, 0}, ""});
        !done)
      return done;
  }
  return Done{};
}

}  // namespace gonogo
