// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/mysql.h"

#include <cppconn/datatype.h>
#include <cppconn/exception.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <cppconn/statement.h>
#include <mysql_connection.h>
#include <mysql_driver.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>
#include <optional>

#include "emulator/base/text.h"
#include "emulator/io/digest.h"
#include "emulator/io/document.h"
#include "emulator/io/sql_script.h"
#include "emulator/io/statement_deadline.h"

namespace gonogo {
namespace {

using sql::DataType;
using sql::mysql::MySQL_Connection;

// Codes from 2000 to 2999 are the client library's. These few the server sends when it ends the
// connection: shutdown (1053), killed (MariaDB's 1927), idle for too long (4031).
bool is_about_connection(int code) {
  return code == 0 || (code >= 2000 && code < 3000) || code == 1053 || code == 1927 || code == 4031;
}

Error client_error(const sql::SQLException& error, std::string code, const std::string& what) {
  const std::string words = error.what();
  return {.code = std::move(code),
          .what = what,
          .seen = words + " (" + std::to_string(error.getErrorCode()) + ")"};
}

std::string text_of(const sql::ResultSet& rows, unsigned column) {
  const sql::SQLString text = rows.getString(column);
  return {text.c_str(), text.length()};
}

// BIGINT UNSIGNED goes beyond what Value holds exactly: then the digits stay text, since a rounded
// number would equal its neighbours.
Value integer_value(const std::string& digits) {
  std::int64_t number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [after, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc{} || after != end) return digits;
  return number;
}

Value real_value(const std::string& digits) {
  double number = 0;
  const char* const end = digits.data() + digits.size();
  const auto [after, error] = std::from_chars(digits.data(), end, number);
  if (error != std::errc{} || after != end) return digits;
  return number;
}

Value cell_value(const sql::ResultSet& rows, unsigned column, int type) {
  if (rows.isNull(column)) return {};
  switch (type) {
    case DataType::BIT:
    case DataType::TINYINT:
    case DataType::SMALLINT:
    case DataType::MEDIUMINT:
    case DataType::INTEGER:
    case DataType::BIGINT:
    case DataType::YEAR: return integer_value(text_of(rows, column));
    case DataType::REAL:
    case DataType::DOUBLE: return real_value(text_of(rows, column));
    case DataType::BINARY:
    case DataType::VARBINARY:
    case DataType::LONGVARBINARY:
    case DataType::GEOMETRY: return to_base64(text_of(rows, column));
    default: return text_of(rows, column);
  }
}

void read_rows(sql::ResultSet& rows, SqlResult& result) {
  sql::ResultSetMetaData& about = *rows.getMetaData();
  std::vector<int> types;
  for (unsigned column = 1; column <= about.getColumnCount(); ++column) {
    result.columns.push_back(about.getColumnLabel(column).asStdString());
    types.push_back(about.getColumnType(column));
  }
  while (rows.next()) {
    std::vector<Value> row;
    for (unsigned column = 1; column <= types.size(); ++column)
      row.push_back(cell_value(rows, column, types[column - 1]));
    result.rows.push_back(std::move(row));
  }
}

// A procedure gives several results: the first one counts, the others must be read all the same, or
// every later statement of the connection fails with 2014.
void drain(sql::Statement& statement) {
  while (statement.getMoreResults()) delete statement.getResultSet();
}

std::string number_literal(double number) {
  char digits[64];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  return {digits, end};
}

Error bad_parameters(std::string what, std::string seen) {
  return {.code = "bad-parameters", .what = std::move(what), .seen = std::move(seen)};
}

class RealSqlClient final : public SqlClient {
 public:
  RealSqlClient(std::unique_ptr<MySQL_Connection> connection, SqlAddress address)
      : connection_(std::move(connection)), address_(std::move(address)) {}

  Result<SqlOutcome> execute(const std::string& statement,
                             const std::vector<Value>& parameters) override {
    const SystemClock clock;
    const Moment started = clock.now();
    std::optional<StatementDeadline> deadline;
    try {
      const auto whole = with_literals(statement, parameters);
      if (!whole) return fail(whole.error());
      if (id_ != 0) deadline.emplace(address_, id_, limit_);
      SqlOutcome outcome{.result = send(*whole)};
      (void)was_ended(deadline);
      outcome.result.duration = clock.now() - started;
      if (makes_ids(statement)) outcome.result.last_id = read_last_id();
      return outcome;
    } catch (const sql::SQLException& error) {
      const int code = error.getErrorCode();
      if (was_ended(deadline) || !is_about_connection(code)) {
        SqlOutcome outcome{.error = SqlError{code, error.what()}};
        outcome.result.duration = clock.now() - started;
        return outcome;
      }
      if (clock.now() - started >= address_.timeout)
        return fail(client_error(error, "timed-out", "the database did not answer in time"));
      return fail(client_error(error, "connection-lost", "the connection to the database is lost"));
    }
  }

  void set_limit(Milliseconds limit) override {
    // What is left of a retry shrinks with each try: not every one is worth two statements.
    const Milliseconds step(limit < Milliseconds(1'000) ? 100 : 1'000);
    limit = ((limit + step - Milliseconds(1)) / step) * step;
    if (limit == limit_) return;
    limit_ = limit;
    const std::string seconds = std::to_string(std::clamp<long long>(
        std::chrono::ceil<std::chrono::seconds>(limit).count(), 1, 86'400));
    // MariaDB has no max_execution_time: what it does not know it refuses, which changes nothing.
    (void)tell("SET SESSION max_execution_time = " +
               std::to_string(std::max<long long>(limit.count(), 1)));
    (void)tell("SET SESSION lock_wait_timeout = " + seconds +
               ", SESSION innodb_lock_wait_timeout = " + seconds);
    if (id_ != 0) return;
    const SqlResult id = tell("SELECT CONNECTION_ID()");
    if (!id.rows.empty()) id_ = id.rows[0][0].as_integer();
  }

  std::string server_version() override {
    const auto outcome = execute("SELECT VERSION()", {});
    return outcome && !outcome->result.rows.empty() ? outcome->result.rows[0][0].as_text() : "";
  }

 private:
  // What this says of a lost connection the next statement says too.
  SqlResult tell(const std::string& text) {
    try {
      return send(text);
    } catch (const sql::SQLException&) {
      return {};
    }
  }

  bool was_ended(std::optional<StatementDeadline>& deadline) {
    const bool ended = deadline && deadline->finish();
    deadline.reset();
    if (ended) (void)tell("DO 0");  // a kill that came too late hits this
    return ended;
  }

  SqlResult send(const std::string& text) {
    SqlResult result;
    const std::unique_ptr<sql::Statement> statement(connection_->createStatement());
    if (statement->execute(text)) {
      const std::unique_ptr<sql::ResultSet> rows(statement->getResultSet());
      read_rows(*rows, result);
    } else {
      result.affected = static_cast<std::int64_t>(statement->getUpdateCount());
    }
    drain(*statement);
    return result;
  }

  static bool makes_ids(const std::string& statement) {
    const std::string start = to_lower(trim(statement).substr(0, 7));
    return start.starts_with("insert") || start.starts_with("replace");
  }

  // The connector keeps the id of its last answer to itself.
  std::int64_t read_last_id() {
    const SqlResult result = send("SELECT LAST_INSERT_ID()");
    return result.rows.empty() ? 0 : result.rows[0][0].as_integer();
  }

  Result<std::string> with_literals(const std::string& statement,
                                    const std::vector<Value>& parameters) {
    if (parameters.empty()) return statement;
    const std::vector<size_t> places = find_placeholders(statement);
    if (places.size() != parameters.size())
      return fail(bad_parameters("the statement has " +
                                     count_of(static_cast<long long>(places.size()), "placeholder"),
                                 count_of(static_cast<long long>(parameters.size()), "parameter")));
    std::string whole;
    size_t from = 0;
    for (size_t i = 0; i < places.size(); ++i) {
      const auto word = literal(parameters[i]);
      if (!word) return fail(word.error());
      whole += statement.substr(from, places[i] - from) + *word;
      from = places[i] + 1;
    }
    return whole + statement.substr(from);
  }

  Result<std::string> literal(const Value& value) {
    if (value.is_null()) return "NULL";
    if (value.is_bool()) return value.as_bool() ? "TRUE" : "FALSE";
    if (value.is_text()) return quoted(value.as_text());
    if (!value.is_number()) return quoted(to_json(value));
    if (!value.is_integer() && !std::isfinite(value.as_number()))
      return fail(bad_parameters("a parameter is no number that SQL knows", to_json(value)));
    const std::string digits = value.is_integer() ? std::to_string(value.as_integer())
                                                  : number_literal(value.as_number());
    return digits.starts_with('-') ? "(" + digits + ")" : digits;
  }

  // The connector's escaping follows the session's NO_BACKSLASH_ESCAPES.
  std::string quoted(const std::string& text) {
    const sql::SQLString safe = connection_->escapeString(sql::SQLString(text));
    return "'" + std::string(safe.c_str(), safe.length()) + "'";
  }

  std::unique_ptr<MySQL_Connection> connection_;
  SqlAddress address_;
  std::int64_t id_ = 0;  ///< of the connection at the server, once there is a limit
  Milliseconds limit_{};
};

Result<Done> check_url(const std::string& url) {
  constexpr std::string_view scheme = "unix://";
  constexpr size_t longest_path = 107;
  if (!url.starts_with(scheme) || url.size() - scheme.size() <= longest_path) return Done{};
  return fail({.code = "connection-failed",
               .what = "the path of the database's socket must have at most 107 bytes",
               .seen = url});
}

sql::ConnectOptionsMap options_of(const SqlAddress& address) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(address.timeout).count();
  const int patience = static_cast<int>(std::clamp<long long>(seconds, 1, 86'400));
  sql::ConnectOptionsMap options;
  options["hostName"] = sql::SQLString(address.url);
  options["userName"] = sql::SQLString(address.user);
  options["password"] = sql::SQLString(address.password.reveal());
  if (!address.database.empty()) options["schema"] = sql::SQLString(address.database);
  options["OPT_CHARSET_NAME"] = sql::SQLString("utf8mb4");
  options["OPT_CONNECT_TIMEOUT"] = patience;
  options["OPT_READ_TIMEOUT"] = patience;
  options["OPT_WRITE_TIMEOUT"] = patience;
  return options;
}

sql::mysql::MySQL_Driver& driver() {
  // The first call sets the library up, and must not happen in two threads at once.
  static sql::mysql::MySQL_Driver* const instance = sql::mysql::get_mysql_driver_instance();
  return *instance;
}

}  // namespace

Result<std::unique_ptr<SqlClient>> connect_mysql(const SqlAddress& address) {
  if (auto checked = check_url(address.url); !checked) return fail(checked.error());
  const SystemClock clock;
  const Moment started = clock.now();
  try {
    sql::ConnectOptionsMap options = options_of(address);
    std::unique_ptr<MySQL_Connection> connection(
        static_cast<MySQL_Connection*>(driver().connect(options)));
    return std::make_unique<RealSqlClient>(std::move(connection), address);
  } catch (const sql::SQLException& error) {
    const bool late = clock.now() - started >= address.timeout;
    return fail(client_error(error, late ? "timed-out" : "connection-failed",
                             "cannot connect to the database at " + address.url));
  }
}

}  // namespace gonogo
