// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/secret.h"
#include "emulator/base/value.h"

namespace gonogo {

/// What one statement gave. Values have one canonical form whatever the protocol: integers and
/// doubles are numbers (a BIGINT UNSIGNED beyond 63 bits: its digits as text); DECIMAL, DATE, TIME,
/// DATETIME and JSON text; BLOB base64 text; NULL null.
struct SqlResult {
  std::vector<std::string> columns{};
  std::vector<std::vector<Value>> rows{};
  std::int64_t affected = 0;
  std::int64_t last_id = 0;
  Nanoseconds duration{};
};

/// The server refused the statement: its own code and words. Not an Error: a scenario may expect
/// it.
struct SqlError {
  int code = 0;
  std::string message{};
};

struct SqlOutcome {
  SqlResult result{};
  std::optional<SqlError> error{};
};

/// One connection. Errors (code `connection-failed`, `connection-lost`, `timed-out`,
/// `bad-parameters`) are about the connection; what the server says of a statement is in the outcome.
struct SqlClient {
  virtual ~SqlClient() = default;
  virtual Result<SqlOutcome> execute(const std::string& statement,
                                     const std::vector<Value>& parameters) = 0;
  virtual std::string server_version() = 0;
  /// How long the server may work on a statement from now on: then it is made to end, with the
  /// server's error for that, or (DO SLEEP) as if it were done.
  virtual void set_limit(Milliseconds) {}
};

struct SqlAddress {
  std::string url{};  ///< "unix:///path" (path of at most 107 bytes) or "tcp://host:port"
  std::string user{};
  Secret password{};
  std::string database{};
  /// Who ends statements that hang, without a password; "": the user itself, who may not end what
  /// a procedure does as its definer.
  std::string administrator{};
  Milliseconds timeout{Milliseconds(10'000)};
};

Result<std::unique_ptr<SqlClient>> connect_mysql(const SqlAddress& address);

}  // namespace gonogo
