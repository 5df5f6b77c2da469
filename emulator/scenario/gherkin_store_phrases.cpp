// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/gherkin_phrase_line.h"

#include <algorithm>

#include "emulator/base/text.h"

namespace gonogo::phrases {
namespace {

// Under Then, and where it is waited for, it is what the scenario checks.
Result<Done> product_runs(Line& line) {
  Value step = Value::object({{"environment", "healthy"}});
  if (is_outcome(line) || line.text != line.step.text)
    step.set("expect", Value::object({{"problems", Value::array()}}));
  add_step(line, std::move(step));
  return Done{};
}

bool is_used(const PhraseBook& book, const std::string& name) {
  const auto names_it = [&](const Value& value) { return names_variable(value, name); };
  return std::any_of(book.steps.begin(), book.steps.end(), [&](const PhraseStep& step) {
    return names_it(step.mapping) || std::any_of(step.expects.begin(), step.expects.end(), names_it);
  });
}

// A scenario's variables have one value each: a second one would change the lines before it.
Result<Done> set_variable(Line& line) {
  if (auto done = refuse_outcome(line, "gives a variable its value",
                                 "the response field \"…\" is \"…\" checks one");
      !done)
    return done;
  const auto known = line.book.vars.find(line.words[1]);
  if (known != line.book.vars.end() && known->second != Value(line.words[2]) &&
      is_used(line.book, line.words[1]))
    return fail(problem("duplicate-name",
                        "lines before this one use another value of \"" + line.words[1] + "\"",
                        "give what differs another name"));
  line.book.vars[line.words[1]] = line.words[2];
  return Done{};
}

/// Rows as mappings of the header's names.
Result<Value> rows_of(const Line& line) {
  const auto& table = line.step.table;
  if (table.size() < 2)
    return fail(problem("no-table", "this phrase needs a table: names of columns, then rows"));
  Value rows = Value::array();
  for (size_t i = 1; i < table.size(); ++i) {
    Value row = Value::object();
    for (size_t c = 0; c < table[i].size(); ++c)
      row.set(table[0][c].value,
              table[i][c].value == "NULL" ? Value(nullptr) : Value(table[i][c].value));
    rows.push(std::move(row));
  }
  return rows;
}

std::string quoted_name(const std::string& name) {
  return "`" + replace_all(name, "`", "``") + "`";
}

void check_row(Line& line, const std::string& table, const Value& row) {
  std::vector<std::string> conditions;
  Value parameters = Value::array();
  for (const Value::Member& cell : row.members()) {
    // As MySQL prints it, and in these very letters: by itself it finds 5 equal to "5 pairs", and "a" to "A".
    conditions.push_back(cell.value.is_null()
                             ? quoted_name(cell.key) + " IS NULL"
                             : "CAST(" + quoted_name(cell.key) +
                                   " AS CHAR) COLLATE utf8mb4_0900_bin = ?");
    if (!cell.value.is_null()) parameters.push(cell.value);
  }
  add_step(line, Value::object({{"sql", "SELECT COUNT(*) FROM " + quoted_name(table) + " WHERE " +
                                            join(conditions, " AND ")},
                                {"params", parameters},
                                {"expect", Value::object({{"value", is("ge", 1)}})}}));
}

// Given: the rows are put there; Then: each row must be there.
Result<Done> table_contains(Line& line) {
  const auto rows = rows_of(line);
  if (!rows) return fail(rows.error());
  if (is_outcome(line)) {
    for (const Value& row : rows->items()) check_row(line, line.words[1], row);
  } else {
    add_step(line, Value::object({{"fixtures", Value::object({{line.words[1], *rows}})}}));
  }
  return Done{};
}

Result<Done> table_is_empty(Line& line) {
  const std::string table = quoted_name(line.words[1]);
  if (is_outcome(line))
    add_step(line, Value::object({{"sql", "SELECT COUNT(*) FROM " + table},
                                  {"expect", Value::object({{"value", 0}})}}));
  else
    add_step(line, Value::object({{"sql", "DELETE FROM " + table}}));
  return Done{};
}

Result<Done> query(Line& line, Value fields) {
  add_step(line, Value::object({{"sql", line.words[1]}, {"expect", std::move(fields)}}));
  return Done{};
}

Result<Done> query_rows(Line& line) {
  if (line.step.table.empty())
    return fail(problem("no-table", "this phrase needs a table: the rows that come back"));
  Value rows = Value::array();
  for (const auto& cells : line.step.table) {
    Value row = Value::array();
    for (const auto& cell : cells)
      row.push(cell.value == "NULL" ? Value(nullptr) : typed(cell.value, true));
    rows.push(std::move(row));
  }
  return query(line, Value::object({{"rows", std::move(rows)}}));
}

Result<Done> query_count(Line& line) {
  return query(line, Value::object({{"count", typed(line.words[2], true)}}));
}

Result<Done> query_value(Line& line) {
  return query(line, Value::object({{"value", loosely(line.words[2])}}));
}

Result<Done> redis(Line& line, const char* command, Value wanted) {
  add_step(line, Value::object({{"redis", Value(Value::Array{command, line.words[1]})},
                                {"expect", Value::object({{"value", std::move(wanted)}})}}));
  return Done{};
}

Result<Done> key_is(Line& line) { return redis(line, "GET", line.words[2]); }
Result<Done> key_is_absent(Line& line) { return redis(line, "EXISTS", 0); }
Result<Done> key_expires(Line& line) {
  return redis(line, "TTL", Value::object({{"gt", 0}, {"le", typed(line.words[2], true)}}));
}

}  // namespace

std::vector<BuiltinPhrase> store_phrases() {
  return {
      {"the product is running", "the product is running", product_runs},
      {R"("NAME" is "VALUE")", "Q is Q", set_variable},
      {R"(the table "T" contains: (table))", "the table Q contains:", table_contains},
      {R"(the table "T" is empty)", "the table Q is empty", table_is_empty},
      {R"(the query "SQL" returns: (table))", "the query Q returns:", query_rows},
      {R"(the query "SQL" returns N rows)", "the query Q returns ([0-9]+) rows?", query_count},
      {R"(the query "SQL" returns "V")", "the query Q returns Q", query_value},
      {R"(the Redis key "K" is "V")", "the Redis key Q is Q", key_is},
      {R"(the Redis key "K" does not exist)", "the Redis key Q does not exist", key_is_absent},
      {R"(the Redis key "K" expires within N seconds)",
       "the Redis key Q expires within ([0-9]+) seconds?", key_expires},
  };
}

}  // namespace gonogo::phrases
