// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/statement_deadline.h"

#include <mysql_driver.h>

#include <condition_variable>
#include <mutex>

namespace gonogo {
namespace {

// What the server ends by itself, by max_execution_time, is to come first.
constexpr Milliseconds grace(200);

/// Whether all of the time is over, and nobody said stop.
bool sleep(const std::stop_token& stop, Milliseconds time) {
  std::mutex mutex;
  std::unique_lock lock(mutex);
  std::condition_variable_any asleep;
  asleep.wait_for(lock, stop, time, [] { return false; });
  return !stop.stop_requested();
}

SqlAddress killer_of(SqlAddress address) {
  if (address.administrator.empty()) return address;
  address.user = address.administrator;
  address.password = Secret();
  address.database.clear();
  return address;
}

}  // namespace

StatementDeadline::StatementDeadline(const SqlAddress& address, std::int64_t connection,
                                     Milliseconds limit)
    : address_(killer_of(address)),
      connection_(connection),
      limit_(limit),
      thread_([this](const std::stop_token& stop) { watch(stop); }) {}

bool StatementDeadline::finish() {
  thread_.request_stop();
  thread_.join();
  return sent_;
}

void StatementDeadline::watch(const std::stop_token& stop) {
  if (!sleep(stop, limit_ + grace)) return;
  sent_ = true;
  // The library keeps something for each thread that uses it.
  sql::mysql::get_mysql_driver_instance()->threadInit();
  if (auto killer = connect_mysql(address_)) {
    const std::string id = std::to_string(connection_);
    (void)(*killer)->execute("KILL QUERY " + id, {});
    // A loop of nothing but SET in a procedure goes on all the same (seen with MySQL 9.7.4).
    if (sleep(stop, grace)) (void)(*killer)->execute("KILL " + id, {});
  }
  sql::mysql::get_mysql_driver_instance()->threadEnd();
}

}  // namespace gonogo
