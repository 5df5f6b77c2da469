// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <thread>

#include "emulator/io/mysql.h"

namespace gonogo {

/// Ends one statement of another connection once its time is over, by KILL QUERY, else by KILL: the
/// server's own limits know a SELECT and waiting for locks, and nothing of DO SLEEP(60), CALL or a
/// long UPDATE.
class StatementDeadline {
 public:
  StatementDeadline(const SqlAddress& address, std::int64_t connection, Milliseconds limit);
  /// The statement came back. Whether it was told to end before; then the kill may have come too
  /// late for it, and would hit the connection's next statement.
  bool finish();

 private:
  void watch(const std::stop_token& stop);

  SqlAddress address_;
  std::int64_t connection_;
  Milliseconds limit_;
  bool sent_ = false;  ///< of the thread, until it has ended
  std::jthread thread_;  ///< the last: it uses the others
};

}  // namespace gonogo
