// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/io/files.h"

namespace gonogo {

struct RedisReply {
  Value value{};       ///< text, integer, list or null; for an error its text
  std::string type{};  ///< "string" "status" "integer" "array" "null" "error"
  std::string nested_error{};  ///< the first that stands in a list: of EXEC, of a script
  bool is_error() const { return type == "error"; }
};

/// One connection. Error codes: connection-failed, timed-out, connection-lost, bad-command. After a
/// time-out the connection is lost: a late answer must not be taken for that of the next command.
struct RedisClient {
  virtual ~RedisClient() = default;
  virtual Result<RedisReply> command(const std::vector<std::string>& words) = 0;
  /// Nothing came that was not asked for, nor the end of the connection: asks nothing, as a command would be one more
  /// of a transaction.
  virtual bool is_usable() { return true; }
  /// How long a command may take from now on.
  virtual void set_timeout(Milliseconds) {}
};

/// Takes over a TCP socket that is already connected.
Result<std::unique_ptr<RedisClient>> make_redis_client(Descriptor socket, Milliseconds timeout);

}  // namespace gonogo
