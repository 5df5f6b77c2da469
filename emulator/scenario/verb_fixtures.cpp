// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/io/document.h"
#include "emulator/io/sql_script.h"
#include "emulator/scenario/csv.h"
#include "emulator/scenario/shell_words.h"
#include "emulator/scenario/value_text.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {
namespace {

tl::unexpected<Error> refused(const std::string& what, std::string seen, Location where = {}) {
  return fail({.code = "fixture-refused",
               .what = what,
               .where = std::move(where),
               .seen = std::move(seen)});
}

std::string quoted_name(const std::string& name) {
  return "`" + replace_all(name, "`", "``") + "`";
}

/// Lists and mappings go into a column as JSON text.
Value cell_of(const Value& value) {
  return value.is_array() || value.is_object() ? Value(to_json(value)) : value;
}

class Loader {
 public:
  Loader(const Value& body, VerbContext& verbs, Milliseconds timeout)
      : body_(body), verbs_(verbs), timeout_(timeout) {}

  Result<Done> load(const Value& fixtures) {
    if (fixtures.is_object()) return load_tables(fixtures);
    for (const Value& file : fixtures.items())
      if (auto loaded = load_file(file.as_text()); !loaded) return loaded;
    return Done{};
  }

  std::string summary() const {
    return count_of(statements_, "statement") + ", " + count_of(commands_, "Redis command");
  }

 private:
  Result<Done> load_file(const std::string& name) {
    const auto text = read_file(verbs_.path_of(name));
    if (!text) return fail(text.error());
    if (name.ends_with(".sql")) return load_script(*text, name);
    if (name.ends_with(".redis")) return load_commands(*text, name);
    if (name.ends_with(".csv")) return load_csv(*text, name);
    const auto tables = parse_json(*text, name);
    if (!tables) return fail(tables.error());
    return load_tables(*tables, name);
  }

  Result<Done> load_script(const std::string& text, const std::string& name) {
    const auto statements = split_sql(text, name);
    if (!statements) return fail(statements.error());
    for (const SqlStatement& statement : *statements)
      if (auto done = execute(statement.text, {}, {name, {statement.line, 1}}); !done) return done;
    return Done{};
  }

  /// The file is named after its table; a cell without anything in it is NULL.
  Result<Done> load_csv(const std::string& text, const std::string& name) {
    const auto rows = parse_csv(text, name);
    if (!rows) return refused("a fixture can't be read", rows.error().what, rows.error().where);
    for (Value row : *rows) {
      for (Value::Member& cell : row.members())
        if (cell.value.as_text().empty()) cell.value = Value();
      if (auto done = insert(Path(name).stem().string(), row, name); !done) return done;
    }
    return Done{};
  }

  /// Of another shape nothing, or half of it, would be loaded.
  static Result<Done> check_tables(const Value& tables, const std::string& name) {
    const auto no_rows = [&](const Value& value) {
      return refused("a fixture is no {table: [{column: value}]}", cut(to_json(value), 100),
                     {.file = name, .mark = value.mark});
    };
    if (!tables.is_object() || tables.members().empty()) return no_rows(tables);
    for (const Value::Member& table : tables.members()) {
      if (!table.value.is_array()) return no_rows(table.value);
      for (const Value& row : table.value.items())
        if (!row.is_object() || row.members().empty()) return no_rows(row);
    }
    return Done{};
  }

  Result<Done> load_tables(const Value& tables, const std::string& name = {}) {
    if (auto done = check_tables(tables, name); !done) return done;
    for (const Value::Member& table : tables.members()) {
      for (const Value& row : table.value.items()) {
        if (auto done = insert(table.key, row, name); !done) return done;
      }
    }
    return Done{};
  }

  Result<Done> insert(const std::string& table, const Value& row, const std::string& file = {}) {
    std::vector<std::string> columns;
    std::vector<std::string> marks;
    std::vector<Value> parameters;
    for (const Value::Member& member : row.members()) {
      columns.push_back(quoted_name(member.key));
      marks.emplace_back("?");
      parameters.push_back(cell_of(member.value));
    }
    return execute("INSERT INTO " + quoted_name(table) + " (" + join(columns, ", ") + ") VALUES (" +
                       join(marks, ", ") + ")",
                   parameters, {.file = file, .mark = row.mark});
  }

  Result<Done> execute(const std::string& statement, const std::vector<Value>& parameters,
                       const Location& where) {
    Environment& environment = verbs_.context.environment;
    const auto service = find_service(body_, environment.plan(),
                                      {ServiceEngine::mysql, ServiceEngine::mariadb}, "MySQL");
    if (!service) return fail(service.error());
    const auto client = environment.sql((*service)->name);
    if (!client) return fail(client.error());
    // The connection still has that of the step before.
    (*client)->set_limit(timeout_);
    const auto outcome = (*client)->execute(statement, parameters);
    if (!outcome) return fail(outcome.error());
    ++statements_;
    if (!outcome->error) return Done{};
    return refused("MySQL refuses a fixture: " + cut(statement, 200),
                   std::to_string(outcome->error->code) + " " + outcome->error->message, where);
  }

  Result<Done> load_commands(const std::string& text, const std::string& name) {
    int line = 0;
    for (const std::string& written : split_lines(text)) {
      ++line;
      if (trim(written).empty() || trim(written).starts_with('#')) continue;
      const Location where{name, {line, 1}};
      const auto words = split_words(written);
      if (!words) return refused("a Redis command can't be read", words.error().what, where);
      if (auto done = command(*words, where); !done) return done;
    }
    return Done{};
  }

  Result<Done> command(const std::vector<std::string>& words, const Location& where) {
    Environment& environment = verbs_.context.environment;
    const auto service = find_service(body_, environment.plan(), {ServiceEngine::redis}, "Redis");
    if (!service) return fail(service.error());
    const auto client = environment.redis((*service)->name);
    if (!client) return fail(client.error());
    const auto reply = (*client)->command(words);
    if (!reply) return fail(reply.error());
    ++commands_;
    if (!reply->is_error()) return Done{};
    return refused("Redis refuses a fixture: " + command_line(words), text_of(reply->value), where);
  }

  const Value& body_;
  VerbContext& verbs_;
  Milliseconds timeout_;
  int statements_ = 0;
  int commands_ = 0;
};

}  // namespace

Tried try_fixtures(const Value& body, VerbContext& context, Milliseconds timeout) {
  Tried tried;
  const Value& fixtures = *body.find("fixtures");
  tried.request = cut(to_json(fixtures), 2000);
  Loader loader(body, context, timeout);
  const auto loaded = loader.load(fixtures);
  tried.response = loader.summary();
  if (loaded) return tried;
  tried.error = loaded.error();
  tried.product_at_fault = loaded.error().code == "fixture-refused";
  return tried;
}

}  // namespace gonogo
