// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "emulator/environment/client/attached_server.h"
#include "emulator/io/process.h"
#include "emulator/io/redis.h"
#include "emulator/io/world.h"
#include "tests/support/golden.h"

namespace gonogo::test {

/// A MySQL and a Redis on free ports of this machine's loopback, as a pipeline's services are: an
/// empty database "launches", a user "launches" who may do everything in it, and root without a
/// password. They end with this.
class Servers {
 public:
  Servers();
  ~Servers();

  World& world() { return world_; }
  /// As a plan of engine attach has it; `admin`: who empties and fills.
  ServicePlan mysql(const std::string& admin = "launches") const;
  ServicePlan redis() const;
  std::unique_ptr<SqlClient> sql(const std::string& user = "launches") const;
  std::unique_ptr<RedisClient> redis_client() const;
  void start_mysql();
  void kill_mysql();
  void restart_redis();

 private:
  Child start(const std::vector<std::string>& argv);
  void start_redis();
  Result<std::unique_ptr<SqlClient>> connect(const std::string& user) const;

  TemporaryFolder folder_;
  std::string said_;
  SystemClock clock_;
  RealProcesses processes_;
  Output say_{[this](std::string_view text) { said_ += text; }, false};
  World world_;
  std::string mysql_root_;
  std::vector<std::string> redis_root_;
  std::uint16_t mysql_port_ = 0;
  std::uint16_t redis_port_ = 0;
  Child mysql_;
  Child redis_;
};

/// The sample's schema and seed.
std::vector<SqlScript> sample_scripts();

}  // namespace gonogo::test
