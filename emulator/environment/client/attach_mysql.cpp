// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/environment/client/attached_server.h"
#include "emulator/environment/client/mysql_state.h"
#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr Milliseconds statement_patience{60'000};

std::string how(const Error& error) { return error.seen.empty() ? error.what : error.seen; }

class AttachedMysql final : public AttachedServer {
 public:
  AttachedMysql(ServicePlan plan, std::string host, std::vector<SqlScript> scripts,
                const AttachPatience& patience, World& world)
      : plan_(std::move(plan)),
        host_(std::move(host)),
        scripts_(std::move(scripts)),
        patience_(patience),
        world_(world) {}

  Result<Done> attach(bool adopt);
  const std::string& name() const override { return plan_.name; }
  std::string version() const override { return version_; }
  Result<Done> reset() override;
  Result<Done> leave() override;
  std::optional<std::string> lost() override;

 private:
  std::string address() const { return host_ + ":" + std::to_string(plan_.port); }
  Result<std::unique_ptr<SqlClient>> connect(const std::string& user, const Secret& password) const;
  Result<std::unique_ptr<SqlClient>> connect_admin() const {
    return connect(plan_.admin_user, plan_.admin_password);
  }
  Result<Done> wait_until_ready();
  Result<bool> look_once(std::string& reason);
  Result<bool> goes_on_answering(std::string& reason);
  Result<Done> wait_until_alone(SqlClient& client);
  Result<Done> empty(SqlClient& client);
  Result<Done> fill();
  Error not_pristine(const std::string& what, const std::string& seen) const;

  ServicePlan plan_;
  std::string host_;
  std::vector<SqlScript> scripts_;
  AttachPatience patience_;
  World& world_;
  std::unique_ptr<SqlClient> kept_;  // breaks when the server ends
  std::string version_;
  std::vector<std::string> server_;  // beside our database
  MysqlDatabase database_;           // charset and collation as found
};

Result<std::unique_ptr<SqlClient>> AttachedMysql::connect(const std::string& user,
                                                          const Secret& password) const {
  return connect_mysql({.url = "tcp://" + address(),
                        .user = user,
                        .password = password,
                        .database = plan_.database,
                        .timeout = statement_patience});
}

Result<bool> AttachedMysql::look_once(std::string& reason) {
  auto client = connect_admin();
  if (!client) {
    reason = how(client.error());
    return false;
  }
  kept_ = std::move(*client);
  return goes_on_answering(reason);
}

// A connection of the server that only makes the data breaks when that one ends.
Result<bool> AttachedMysql::goes_on_answering(std::string& reason) {
  for (const Moment since = world_.clock.now();; world_.clock.sleep(asking_quantum)) {
    const auto up = mysql_uptime(*kept_);
    if (!up) {
      reason = "it answered and went away, as a server does that only makes its data";
      return false;
    }
    if (*up >= patience_.old || world_.clock.now() - since >= patience_.settled) return true;
    if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
  }
}

Result<Done> AttachedMysql::wait_until_ready() {
  std::string reason;
  for (const Moment until = world_.clock.now() + patience_.ready; world_.clock.now() < until;
       world_.clock.sleep(asking_quantum)) {
    auto ready = look_once(reason);
    if (!ready) return fail(ready.error());
    if (*ready) return Done{};
    if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
  }
  return fail(
      {.code = "service-unreachable",
       .what = "MySQL for service " + plan_.name + " was not to be had at " + address(),
       .seen = reason,
       .hint = "start it, or say where it is: services." + plan_.name + ".attach in gonogo.yaml"});
}

Result<Done> AttachedMysql::attach(bool adopt) {
  if (auto done = wait_until_ready(); !done) return done;
  version_ = mysql_series(kept_->server_version());
  auto own = connect(plan_.user, plan_.password);
  if (!own)
    return fail({.code = "attach-rights",
                 .what = "the product's own user " + plan_.user + " can't use the database " +
                         plan_.database + " at " + address(),
                 .seen = how(own.error()),
                 .hint = "make it: MYSQL_USER and MYSQL_PASSWORD of the MySQL image"});
  auto found = mysql_objects(*kept_, plan_.database);
  if (!found) return fail(found.error());
  if (!found->empty() && !adopt)
    return fail(
        {.code = "database-not-empty",
         .what = "the database " + plan_.database + " at " + address() + " holds " +
                 count_of(static_cast<long long>(found->size()), "object") +
                 " that gonogo did not make",
         .seen = name_some(*found, most_named),
         .hint = "gonogo empties what it uses: give it an empty database, or --adopt this one"});
  auto database = read_mysql_database(*kept_, plan_.database);
  if (!database) return fail(database.error());
  database_ = *database;
  auto server = mysql_fingerprint(*kept_, plan_.database);
  if (!server) return fail(server.error());
  server_ = std::move(*server);
  return Done{};
}

std::optional<std::string> AttachedMysql::lost() {
  if (kept_ != nullptr && mysql_uptime(*kept_)) return std::nullopt;
  auto again = connect_admin();
  return again ? "ended, and another server answers at " + address()
               : "no longer answers at " + address() + ": " + how(again.error());
}

Error AttachedMysql::not_pristine(const std::string& what, const std::string& seen) const {
  return {.code = "not-pristine",
          .what = "MySQL at " + address() + " can't be brought back to its pristine state: " + what,
          .seen = seen,
          .hint =
              "what a scenario or the product does to the server itself stays there: try it with "
              "--engine embedded"};
}

// Statements of a process that was killed go on until they end: nobody may write after the reset.
Result<Done> AttachedMysql::wait_until_alone(SqlClient& client) {
  std::vector<std::string> others;
  const Moment begin = world_.clock.now();
  for (bool killed = false; world_.clock.now() - begin < patience_.quiet;
       world_.clock.sleep(Milliseconds(5))) {
    auto found = mysql_connections(client, plan_.user, plan_.database, *kept_);
    if (!found) return fail(found.error());
    others = std::move(*found);
    if (others.empty()) return Done{};
    if (killed || world_.clock.now() - begin < Milliseconds(500)) continue;
    for (const std::string& id : others) (void)client.execute("KILL " + id, {});
    killed = true;
  }
  return fail(not_pristine("somebody else is connected to " + plan_.database,
                           "connections " + join(others, ", ")));
}

Result<Done> AttachedMysql::empty(SqlClient& client) {
  auto found = mysql_objects(client, plan_.database);
  if (!found) return fail(found.error());
  for (const std::string& statement : mysql_dropping(*found, plan_.database)) {
    auto done = execute_sql(client, statement, {});
    if (!done) return fail(not_pristine(statement, done.error().seen));
  }
  auto left = mysql_objects(client, plan_.database);
  if (!left) return fail(left.error());
  if (!left->empty())
    return fail(not_pristine("the database is not empty", name_some(*left, most_named)));
  auto now = read_mysql_database(client, plan_.database);
  if (!now) return fail(now.error());
  if (*now == database_) return Done{};
  return execute_sql(client,
                     "ALTER DATABASE " + sql_name(plan_.database) + " CHARACTER SET " +
                         database_.character_set + " COLLATE " + database_.collation,
                     {});
}

Result<Done> AttachedMysql::reset() {
  if (const auto how_lost = lost())
    return fail({.code = "service-lost", .what = plan_.name + " " + *how_lost});
  auto client = connect_admin();
  if (!client) return fail(client.error());
  if (auto done = wait_until_alone(**client); !done) return done;
  if (auto done = empty(**client); !done) return done;
  auto server = mysql_fingerprint(**client, plan_.database);
  if (!server) return fail(server.error());
  if (*server != server_)
    return fail(not_pristine("it was changed beside the database " + plan_.database,
                             differences(server_, *server, most_named)));
  return fill();
}

// By a connection of its own: what the scripts set for their session ends with it.
Result<Done> AttachedMysql::fill() {
  auto client = connect_admin();
  if (!client) return fail(client.error());
  for (const SqlScript& script : scripts_)
    if (auto done = run_sql_script(**client, script); !done) return done;
  return Done{};
}

Result<Done> AttachedMysql::leave() {
  auto client = connect_admin();
  if (!client) return fail(client.error());
  if (auto done = wait_until_alone(**client); !done) return done;
  return empty(**client);
}

}  // namespace

Result<std::unique_ptr<AttachedServer>> attach_mysql(const ServicePlan& plan,
                                                     const std::string& host,
                                                     std::vector<SqlScript> scripts, bool adopt,
                                                     const AttachPatience& patience, World& world) {
  auto server = std::make_unique<AttachedMysql>(plan, host, std::move(scripts), patience, world);
  if (auto done = server->attach(adopt); !done) return fail(done.error());
  return server;
}

}  // namespace gonogo
