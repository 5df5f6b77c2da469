// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/duration.h"
#include "emulator/base/text.h"
#include "emulator/scenario/shell_words.h"
#include "emulator/scenario/value_text.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {
namespace {

constexpr size_t most_rows = 50;
constexpr size_t widest_cell = 200;

std::string cell(const Value& value) {
  if (value.is_null()) return "NULL";
  return cut(replace_all(text_of(value), "\n", "\\n"), widest_cell);
}

std::string table_of(const SqlResult& result) {
  if (result.columns.empty()) return {};
  std::vector<std::vector<std::string>> lines{result.columns};
  for (const auto& row : result.rows) {
    if (lines.size() > most_rows) break;
    lines.emplace_back();
    for (const Value& value : row) lines.back().push_back(cell(value));
  }
  std::string text = aligned(lines, "");
  if (result.rows.size() > most_rows)
    text +=
        "… " + count_of(static_cast<long long>(result.rows.size() - most_rows), "row") + " more\n";
  return text + "(" + count_of(static_cast<long long>(result.rows.size()), "row") + ")\n";
}

Value rows_of(const SqlResult& result) {
  Value rows = Value::array();
  for (const auto& row : result.rows) rows.push(Value(row));
  return rows;
}

Value row_of(const SqlResult& result) {
  Value row = Value::object();
  for (size_t i = 0; i < result.columns.size() && i < result.rows[0].size(); ++i)
    row.set(result.columns[i], result.rows[0][i]);
  return row;
}

void take_outcome(Tried& tried, const SqlOutcome& outcome) {
  const SqlResult& result = outcome.result;
  Value& fields = tried.fields;
  fields.set("duration", to_milliseconds(result.duration));
  if (outcome.error) {
    fields.set("error",
               Value::object({{"code", outcome.error->code}, {"message", outcome.error->message}}));
    tried.output = "ERROR " + std::to_string(outcome.error->code) + ": " + outcome.error->message;
    return;
  }
  Value columns = Value::array();
  for (const std::string& column : result.columns) columns.push(column);
  fields.set("columns", std::move(columns));
  fields.set("rows", rows_of(result));
  tried.columns = result.columns;
  fields.set("count", static_cast<std::int64_t>(result.rows.size()));
  fields.set("affected", result.affected);
  fields.set("last_id", result.last_id);
  if (!result.rows.empty()) {
    fields.set("row", row_of(result));
    if (!result.rows[0].empty()) fields.set("value", result.rows[0][0]);
  }
  tried.rows = table_of(result);
}

std::string request_text(const std::string& statement, const std::vector<Value>& parameters) {
  std::string text = statement;
  for (size_t i = 0; i < parameters.size(); ++i)
    text += "\n?" + std::to_string(i + 1) + " = " + printed(parameters[i]);
  return text;
}

std::string repro_of(const ServicePlan& service, const std::string& statement) {
  return command_line({"mysql", "-h", service.hostname, "-P", std::to_string(service.port), "-u",
                       service.user, "-p", service.database, "-e", statement});
}

}  // namespace

Tried try_sql(const Value& body, VerbContext& context, Milliseconds timeout) {
  Tried tried;
  const std::string& statement = body.find("sql")->as_text();
  const Value* params = body.find("params");
  const std::vector<Value> parameters = params != nullptr ? params->items() : std::vector<Value>{};
  tried.request = request_text(statement, parameters);
  Environment& environment = context.context.environment;
  const auto service = find_service(body, environment.plan(),
                                    {ServiceEngine::mysql, ServiceEngine::mariadb}, "MySQL");
  if (!service) {
    tried.error = service.error();
    return tried;
  }
  tried.repro = repro_of(**service, statement);
  const auto client = environment.sql((*service)->name);
  if (client) (*client)->set_limit(timeout);
  const auto outcome =
      client ? (*client)->execute(statement, parameters) : Result<SqlOutcome>(fail(client.error()));
  if (outcome) {
    take_outcome(tried, *outcome);
  } else {
    tried.error = outcome.error();
  }
  return tried;
}

}  // namespace gonogo
