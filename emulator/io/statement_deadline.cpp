// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/statement_deadline.h"

#include <mysql_driver.h>

namespace gonogo {
namespace {

// What the server ends by itself, by max_execution_time, is to come first.
constexpr Milliseconds grace(200);

}  // namespace

StatementDeadline::StatementDeadline(const SqlAddress& address, std::int64_t connection,
                                     Milliseconds limit)
    : address_(address),
      connection_(connection),
      limit_(limit),
      thread_([this](std::stop_token stop) { watch(std::move(stop)); }) {}

bool StatementDeadline::finish() {
  thread_.request_stop();
  thread_.join();
  return sent_;
}

void StatementDeadline::watch(std::stop_token stop) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any asleep;
  asleep.wait_for(lock, stop, limit_ + grace, [] { return false; });
  if (stop.stop_requested()) return;
  sent_ = true;
  // The library keeps something for each thread that uses it.
  sql::mysql::get_mysql_driver_instance()->threadInit();
  if (auto killer = connect_mysql(address_))
    (void)(*killer)->execute("KILL QUERY " + std::to_string(connection_), {});
  sql::mysql::get_mysql_driver_instance()->threadEnd();
}

}  // namespace gonogo
