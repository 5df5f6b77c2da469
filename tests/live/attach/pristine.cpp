// SPDX-License-Identifier: Apache-2.0
// Servers that ran before us: whatever a workload did to them is taken back, or refused.
#include "tests/live/pristine/changes.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/base/text.h"
#include "tests/live/attach/servers.h"
#include "tests/live/pristine/fingerprint.h"

namespace gonogo::test {
namespace {

/// The two servers as the changes and the fingerprint reach them: as root.
class Direct final : public Environment {
 public:
  explicit Direct(Servers& servers) : servers_(servers) {}
  Result<SqlClient*> sql(const std::string&) override {
    if (sql_ == nullptr) sql_ = servers_.sql("root");
    return sql_.get();
  }
  Result<RedisClient*> redis(const std::string&) override {
    if (redis_ == nullptr) redis_ = servers_.redis_client();
    return redis_.get();
  }
  /// A world that has ended has no connections.
  void close() {
    sql_.reset();
    redis_.reset();
  }

  const EnvironmentPlan& plan() const override { return plan_; }
  std::unique_ptr<HttpClient> http() override { return nullptr; }
  Result<RunOutcome> exec(const ExecRequest&) override { return RunOutcome{}; }
  Result<std::string> read(const std::string&, const std::string&, size_t) override { return ""; }
  Result<Done> fault(const Fault&, Milliseconds) override { return Done{}; }
  std::optional<Loss> loss() override { return std::nullopt; }
  std::vector<TimelineEntry> timeline() override { return {}; }
  std::vector<RefusedCall> refused() override { return {}; }
  Result<Value> describe() override { return Value{}; }
  std::vector<std::string> log_lines(const std::string&, WallTime, size_t) override { return {}; }
  std::string log_folder() const override { return ""; }
  std::uint16_t published_port(const std::string&) const override { return 0; }

 private:
  Servers& servers_;
  EnvironmentPlan plan_;
  std::unique_ptr<SqlClient> sql_;
  std::unique_ptr<RedisClient> redis_;
};

using Server = std::unique_ptr<AttachedServer>;

// These servers are here to stay, however young they are.
constexpr AttachPatience at_once{.settled = Milliseconds(0)};

Server take(Result<Server> server) {
  REQUIRE_MESSAGE(server, (server ? "" : to_line(server.error())));
  return std::move(*server);
}

Server attach(Servers& servers, const std::string& admin, bool adopt = true) {
  return take(attach_mysql(servers.mysql(admin), "127.0.0.1", sample_scripts(), adopt, at_once,
                           servers.world()));
}

void reset(AttachedServer& server) {
  const auto done = server.reset();
  REQUIRE_MESSAGE(done, server.name() << ": " << (done ? "" : to_line(done.error())));
}

std::string reset_all(const std::vector<Server>& servers) {
  for (const Server& server : servers)
    if (auto done = server->reset(); !done) return done.error().code;
  return "";
}

}  // namespace

TEST_CASE("each change is taken back, or the reset is refused") {
  Servers servers;
  Direct direct(servers);
  std::vector<std::string> refused;
  int number = 1;
  for (const Change& change : changes()) {
    CAPTURE(change.what);
    std::vector<Server> all;
    all.push_back(attach(servers, "root"));
    all.push_back(take(attach_redis(servers.redis(), "127.0.0.1", true, at_once, servers.world())));
    for (const Server& server : all) reset(*server);
    const auto before = fingerprint(direct);
    prepare(direct, change, number);
    apply(direct, change, number++);
    direct.close();
    const std::string code = reset_all(all);
    if (code.empty()) {
      const auto found = differences(before, fingerprint(direct));
      CHECK_MESSAGE(found.empty(), join(found, "\n"));
      direct.close();
    } else {
      CHECK(code == "not-pristine");
      refused.push_back(change.what);
    }
  }
  CHECK(join(refused, ", ") ==
        "a database, a user, a grant, a variable, a variable that outlives the server");
}

TEST_CASE("a product's own user is enough, and rows, numbers and tables are as in the beginning") {
  Servers servers;
  const Server server = attach(servers, "launches", false);
  reset(*server);
  const auto count = [&](const std::string& statement) {
    auto outcome = servers.sql()->execute(statement, {});
    REQUIRE((outcome && !outcome->error));
    return outcome->result.rows.at(0).at(0).as_integer();
  };
  CHECK(count("SELECT COUNT(*) FROM entries") == 6);
  for (const char* statement :
       {"INSERT INTO entries (launch_id, email, size) VALUES (1, 'a@example.com', 'UK 7')",
        "CREATE TABLE more (a INT)", "CREATE VIEW seen AS SELECT * FROM more",
        "DROP TABLE products", "ALTER DATABASE launches COLLATE utf8mb4_bin"}) {
    const auto outcome = servers.sql()->execute(statement, {});
    REQUIRE(outcome);
    CHECK_MESSAGE(!outcome->error, statement);
  }
  reset(*server);
  CHECK(count("SELECT COUNT(*) FROM entries") == 6);
  CHECK(count("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'launches'") ==
        3);
  const auto added = servers.sql()->execute(
      "INSERT INTO entries (launch_id, email, size) VALUES (1, 'a@example.com', 'UK 7')", {});
  REQUIRE(added);
  CHECK(added->result.last_id == 7);
  REQUIRE(server->leave());
  CHECK(count("SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'launches'") ==
        0);
}

TEST_CASE("what gonogo did not make is neither used nor dropped, unless it is adopted") {
  Servers servers;
  REQUIRE(servers.sql()->execute("CREATE TABLE precious (a INT)", {}));
  REQUIRE(servers.redis_client()->command({"SET", "precious", "1"}));
  const auto mysql = attach_mysql(servers.mysql(), "127.0.0.1", {}, false, at_once, servers.world());
  REQUIRE_FALSE(mysql);
  CHECK(mysql.error().code == "database-not-empty");
  CHECK(mysql.error().seen == "table precious");
  const auto redis = attach_redis(servers.redis(), "127.0.0.1", false, at_once, servers.world());
  REQUIRE_FALSE(redis);
  CHECK(redis.error().code == "database-not-empty");
  CHECK(servers.sql()->execute("SELECT * FROM precious", {})->error == std::nullopt);
  CHECK(servers.redis_client()->command({"GET", "precious"})->value.as_text() == "1");
}

TEST_CASE("a server that ends, or another in its place, is lost") {
  Servers servers;
  const Server mysql = attach(servers, "launches");
  const Server redis = take(attach_redis(servers.redis(), "127.0.0.1", true, at_once, servers.world()));
  CHECK(mysql->lost() == std::nullopt);
  CHECK(redis->lost() == std::nullopt);
  servers.restart_redis();
  CHECK(redis->lost() != std::nullopt);
  servers.kill_mysql();
  REQUIRE(mysql->lost() != std::nullopt);
  CHECK(mysql->lost()->find("no longer answers") != std::string::npos);
  CHECK(mysql->reset().error().code == "service-lost");
}

TEST_CASE("a connection that goes on is waited for, then ended: nobody writes after the reset") {
  Servers servers;
  const Server server = attach(servers, "launches");
  reset(*server);
  auto other = servers.sql();
  REQUIRE(other->execute("START TRANSACTION", {}));
  REQUIRE(other->execute("DELETE FROM entries", {}));
  reset(*server);
  CHECK_FALSE(other->execute("COMMIT", {}));
  CHECK(
      servers.sql()->execute("SELECT COUNT(*) FROM entries", {})->result.rows[0][0].as_integer() ==
      6);
}

}  // namespace gonogo::test
