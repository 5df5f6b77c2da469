// SPDX-License-Identifier: Apache-2.0
#include "tests/live/pristine/fingerprint.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <iterator>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"

namespace gonogo::test {
namespace {

using Lines = std::vector<std::string>;

std::string line_of(const std::vector<Value>& row) {
  Value list = Value::array();
  for (const Value& value : row) list.push(value);
  return to_json(list);
}

/// What the server says of itself, without what belongs to one start of it.
struct Question {
  const char* name;
  const char* statement;
};

constexpr Question questions[] = {
    {"schema", "SELECT schema_name, default_character_set_name, default_collation_name "
               "FROM information_schema.schemata"},
    {"view", "SELECT table_schema, table_name, view_definition, definer, security_type "
             "FROM information_schema.views WHERE table_schema NOT IN ('sys')"},
    {"routine", "SELECT routine_schema, routine_name, routine_type, data_type, routine_definition, "
                "sql_data_access, security_type, definer, sql_mode FROM "
                "information_schema.routines WHERE routine_schema <> 'sys'"},
    {"parameter", "SELECT specific_schema, specific_name, ordinal_position, parameter_name, "
                  "dtd_identifier FROM information_schema.parameters WHERE specific_schema <> 'sys'"},
    {"trigger", "SELECT trigger_schema, trigger_name, event_manipulation, event_object_table, "
                "action_timing, action_order, action_statement, sql_mode, definer "
                "FROM information_schema.triggers WHERE trigger_schema <> 'sys'"},
    {"event", "SELECT event_schema, event_name, event_definition, interval_value, interval_field, "
              "status, definer FROM information_schema.events"},
    {"variable", "SELECT * FROM performance_schema.global_variables"},
    {"prepared transaction", "XA RECOVER"}};

void take_questions(Environment& environment, Lines& lines) {
  for (const Question& question : questions)
    for (const auto& row : sql(environment, question.statement))
      lines.push_back(std::string(question.name) + " " + line_of(row));
}

// Written in the background, or logs.
constexpr const char* own_tables =
    "SELECT table_schema, table_name FROM information_schema.tables "
    "WHERE table_type = 'BASE TABLE' AND table_schema NOT IN "
    "('information_schema', 'performance_schema', 'sys') AND NOT (table_schema = 'mysql' AND "
    "(table_name IN ('general_log', 'slow_log', 'innodb_index_stats', 'innodb_table_stats') "
    "OR table_name LIKE 'help\\_%'))";

void take_tables(Environment& environment, Lines& lines) {
  for (const auto& table : sql(environment, own_tables)) {
    const std::string name = "`" + table[0].as_text() + "`.`" + table[1].as_text() + "`";
    // AUTO_INCREMENT as the server has it now; information_schema keeps an old one for a day.
    lines.push_back("definition " + line_of(sql(environment, "SHOW CREATE TABLE " + name)[0]));
    for (const auto& row : sql(environment, "SELECT * FROM " + name))
      lines.push_back("row of " + name + " " + line_of(row));
  }
}

// A minute is finer than any expiry that a seed gives and coarser than what passes meanwhile.
std::string expiry(const Value& milliseconds) {
  const auto left = milliseconds.as_integer();
  return left < 0 ? "never" : "in " + std::to_string(left / 60'000) + " min";
}

void take_database(Environment& environment, int number, Lines& lines) {
  const std::string database = std::to_string(number);
  redis(environment, {"SELECT", database});
  const Value keys = redis(environment, {"KEYS", "*"});
  for (const Value& key : keys.items()) {
    const std::string name = key.as_text();
    lines.push_back("key " + database + " " + name + " " +
                    sha256(redis(environment, {"DUMP", name}).as_text()) + " expires " +
                    expiry(redis(environment, {"PTTL", name})));
  }
}

std::string cached_scripts(Environment& environment) {
  const std::string memory = redis(environment, {"INFO", "memory"}).as_text();
  for (const std::string& line : split_lines(memory))
    if (line.starts_with("number_of_cached_scripts:")) return std::string(trim(line));
  FAIL("Redis does not say how many scripts it has");
  return {};
}

void take_redis(Environment& environment, Lines& lines) {
  for (int number = 0; number < 16; ++number) take_database(environment, number, lines);
  redis(environment, {"SELECT", "0"});
  lines.push_back("functions " + sha256(redis(environment, {"FUNCTION", "DUMP"}).as_text()));
  lines.push_back(cached_scripts(environment));
  const Value settings = redis(environment, {"CONFIG", "GET", "*"});
  for (size_t i = 0; i + 1 < settings.items().size(); i += 2)
    lines.push_back("setting " + settings.items()[i].as_text() + " " +
                    settings.items()[i + 1].as_text());
  lines.push_back("users " + to_json(redis(environment, {"ACL", "LIST"})));
}

}  // namespace

std::vector<std::vector<Value>> sql(Environment& environment, const std::string& statement) {
  const auto client = environment.sql("mysql");
  REQUIRE_MESSAGE(client, (client ? "" : to_line(client.error())));
  const auto outcome = (*client)->execute(statement, {});
  REQUIRE_MESSAGE(outcome, statement << ": " << (outcome ? "" : to_line(outcome.error())));
  REQUIRE_MESSAGE(!outcome->error, statement << ": " << outcome->error->message);
  return outcome->result.rows;
}

Value redis(Environment& environment, const std::vector<std::string>& words) {
  const auto client = environment.redis("redis");
  REQUIRE_MESSAGE(client, (client ? "" : to_line(client.error())));
  const auto reply = (*client)->command(words);
  REQUIRE_MESSAGE(reply, join(words, " ") << ": " << (reply ? "" : to_line(reply.error())));
  REQUIRE_MESSAGE(!reply->is_error(), join(words, " ") << ": " << to_json(reply->value));
  return reply->value;
}

std::vector<std::string> fingerprint(Environment& environment) {
  Lines lines;
  take_questions(environment, lines);
  take_tables(environment, lines);
  take_redis(environment, lines);
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> differences(const std::vector<std::string>& first,
                                     const std::vector<std::string>& second) {
  Lines gone;
  Lines come;
  std::set_difference(first.begin(), first.end(), second.begin(), second.end(),
                      std::back_inserter(gone));
  std::set_difference(second.begin(), second.end(), first.begin(), first.end(),
                      std::back_inserter(come));
  Lines all;
  for (const std::string& line : gone) all.push_back("- " + line);
  for (const std::string& line : come) all.push_back("+ " + line);
  return all;
}

}  // namespace gonogo::test
