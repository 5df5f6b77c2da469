// SPDX-License-Identifier: Apache-2.0
#include <sys/socket.h>

#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/environment/client/attached_server.h"
#include "emulator/io/document.h"
#include "emulator/io/interrupt.h"
#include "emulator/io/redis.h"
#include "emulator/io/sockets.h"

namespace gonogo {
namespace {

constexpr Milliseconds command_patience{10'000};

class AttachedRedis final : public AttachedServer {
 public:
  AttachedRedis(ServicePlan plan, std::string host, const AttachPatience& patience, World& world)
      : plan_(std::move(plan)), host_(std::move(host)), patience_(patience), world_(world) {}

  Result<Done> attach(bool adopt);
  const std::string& name() const override { return plan_.name; }
  std::string version() const override { return version_; }
  Result<Done> reset() override;
  Result<Done> leave() override { return reset(); }
  std::optional<std::string> lost() override;

 private:
  using Words = std::vector<std::string>;
  std::string address() const { return host_ + ":" + std::to_string(plan_.port); }
  Result<std::unique_ptr<RedisClient>> connect() const;
  Result<Done> wait_until_ready();
  Result<Value> ask(const Words& words);
  /// One line of INFO: the text after "name:"; "" when there is none.
  Result<std::string> info(const std::string& section, const std::string& name);
  Result<std::vector<std::string>> content();
  Result<std::vector<std::string>> settings();
  Result<Done> wait_until_alone();
  Result<Done> restore_settings();
  Result<Done> restore_users();
  Result<Done> empty();
  Error not_pristine(const std::string& what, const std::string& seen) const;
  bool is_at_least(int major) const;

  ServicePlan plan_;
  std::string host_;
  AttachPatience patience_;
  World& world_;
  std::unique_ptr<RedisClient> kept_;  // breaks when the server ends
  std::string version_;
  std::string run_;  // changes with each start of the server
  std::vector<std::string> settings_;
};

bool AttachedRedis::is_at_least(int major) const { return std::atoi(version_.c_str()) >= major; }

Result<std::unique_ptr<RedisClient>> AttachedRedis::connect() const {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (auto done = connect_socket(socket.get(), host_, plan_.port, command_patience); !done)
    return fail(done.error());
  auto client = make_redis_client(std::move(socket), command_patience);
  if (!client || plan_.admin_password.reveal().empty()) return client;
  const auto reply = (*client)->command({"AUTH", plan_.admin_password.reveal()});
  if (!reply) return fail(reply.error());
  if (reply->is_error())
    return fail({.code = "attach-rights",
                 .what = "Redis at " + address() + " refuses the password",
                 .seen = reply->value.as_text()});
  return client;
}

Result<Value> AttachedRedis::ask(const Words& words) {
  auto reply = kept_->command(words);
  if (!reply)
    return fail({.code = "service-lost",
                 .what = "Redis at " + address() + " is lost",
                 .seen = to_line(reply.error())});
  if (reply->is_error())
    return fail({.code = "attach-rights",
                 .what = "Redis at " + address() + " refuses " + words[0] +
                         ", without which it can't be made pristine",
                 .seen = reply->value.as_text()});
  return std::move(reply->value);
}

Result<std::string> AttachedRedis::info(const std::string& section, const std::string& name) {
  auto text = ask({"INFO", section});
  if (!text) return fail(text.error());
  for (const std::string& line : split_lines(text->as_text()))
    if (line.rfind(name + ":", 0) == 0) return std::string(trim(line.substr(name.size() + 1)));
  return std::string();
}

Result<Done> AttachedRedis::wait_until_ready() {
  std::string reason;
  for (const Moment until = world_.clock.now() + patience_.ready; world_.clock.now() < until;
       world_.clock.sleep(asking_quantum)) {
    auto client = connect();
    if (!client && client.error().code == "attach-rights") return fail(client.error());
    if (client) {
      kept_ = std::move(*client);
      auto loading = info("persistence", "loading");
      if (loading && *loading == "0") return Done{};
      reason = loading ? "it is loading its data" : to_line(loading.error());
    } else {
      reason = to_line(client.error());
    }
    if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
  }
  return fail(
      {.code = "service-unreachable",
       .what = "Redis for service " + plan_.name + " was not to be had at " + address(),
       .seen = reason,
       .hint = "start it, or say where it is: services." + plan_.name + ".attach in gonogo.yaml"});
}

// "db0 4 keys", "library mylib": nothing when it is empty.
Result<std::vector<std::string>> AttachedRedis::content() {
  std::vector<std::string> found;
  auto keyspace = ask({"INFO", "keyspace"});
  if (!keyspace) return fail(keyspace.error());
  for (const std::string& line : split_lines(keyspace->as_text()))
    if (line.rfind("db", 0) == 0) found.push_back("database " + std::string(trim(line.substr(2))));
  if (!is_at_least(7)) return found;
  auto libraries = ask({"FUNCTION", "LIST"});
  if (!libraries) return fail(libraries.error());
  if (!libraries->items().empty())
    found.push_back(
        count_of(static_cast<long long>(libraries->items().size()), "library of functions"));
  return found;
}

// What a product may change beside its keys, as sorted lines.
Result<std::vector<std::string>> AttachedRedis::settings() {
  std::vector<std::string> lines;
  auto all = ask({"CONFIG", "GET", "*"});
  if (!all) return fail(all.error());
  for (size_t i = 0; i + 1 < all->items().size(); i += 2)
    lines.push_back("setting " + all->items()[i].as_text() + " " + all->items()[i + 1].as_text());
  for (const auto& [what, words] :
       {std::pair<std::string, Words>{"user", {"ACL", "LIST"}}, {"module", {"MODULE", "LIST"}}}) {
    if (what == "user" && !is_at_least(6)) continue;
    auto list = ask(words);
    if (!list) return fail(list.error());
    for (const Value& item : list->items())
      lines.push_back(what + " " + (item.is_text() ? item.as_text() : to_json(item)));
  }
  auto role = info("replication", "role");
  if (!role) return fail(role.error());
  lines.push_back("role " + *role);
  std::sort(lines.begin(), lines.end());
  return lines;
}

Result<Done> AttachedRedis::attach(bool adopt) {
  if (auto done = wait_until_ready(); !done) return done;
  auto version = info("server", "redis_version");
  auto run = info("server", "run_id");
  if (!version || !run) return fail(version ? run.error() : version.error());
  version_ = *version;
  run_ = *run;
  auto found = content();
  if (!found) return fail(found.error());
  if (!found->empty() && !adopt)
    return fail({.code = "database-not-empty",
                 .what = "Redis at " + address() + " holds what gonogo did not put there",
                 .seen = join(*found, ", "),
                 .hint = "gonogo empties what it uses: give it an empty one, or --adopt this one"});
  auto settings = this->settings();
  if (!settings) return fail(settings.error());
  settings_ = std::move(*settings);
  return Done{};
}

std::optional<std::string> AttachedRedis::lost() {
  auto run = info("server", "run_id");
  if (run && *run == run_) return std::nullopt;
  return run ? "was restarted" : "no longer answers at " + address();
}

Error AttachedRedis::not_pristine(const std::string& what, const std::string& seen) const {
  return {.code = "not-pristine",
          .what = "Redis at " + address() + " can't be brought back to its pristine state: " + what,
          .seen = seen,
          .hint = "try it with --engine embedded"};
}

// A command that a killed process has sent may still wait in its connection.
Result<Done> AttachedRedis::wait_until_alone() {
  for (const Moment begin = world_.clock.now(); world_.clock.now() - begin < patience_.quiet;
       world_.clock.sleep(Milliseconds(5))) {
    auto list = ask({"CLIENT", "LIST", "TYPE", "normal"});
    if (!list) return fail(list.error());
    if (std::ranges::count(list->as_text(), '\n') <= 1) return Done{};
    if (world_.clock.now() - begin < Milliseconds(500)) continue;
    auto killed = ask({"CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"});
    if (!killed) return fail(killed.error());
  }
  return fail(not_pristine("somebody else is connected to it", ""));
}

Result<Done> AttachedRedis::restore_settings() {
  auto all = ask({"CONFIG", "GET", "*"});
  if (!all) return fail(all.error());
  for (size_t i = 0; i + 1 < all->items().size(); i += 2) {
    const std::string name = all->items()[i].as_text();
    const std::string prefix = "setting " + name + " ";
    const auto before = std::find_if(settings_.begin(), settings_.end(),
                                     [&](const auto& line) { return line.rfind(prefix, 0) == 0; });
    if (before == settings_.end() || *before == prefix + all->items()[i + 1].as_text()) continue;
    (void)kept_->command({"CONFIG", "SET", name, before->substr(prefix.size())});
  }
  return Done{};
}

// "user NAME …": as ACL LIST gives them, so that SETUSER takes them after `reset`.
Result<Done> AttachedRedis::restore_users() {
  if (!is_at_least(6)) return Done{};
  auto now = ask({"ACL", "LIST"});
  if (!now) return fail(now.error());
  for (const Value& item : now->items()) {
    const std::string line = "user " + item.as_text();
    const std::string name = split(item.as_text(), ' ')[1];
    if (std::binary_search(settings_.begin(), settings_.end(), line)) continue;
    const auto before = std::find_if(settings_.begin(), settings_.end(), [&](const auto& each) {
      return each.rfind("user user " + name + " ", 0) == 0;
    });
    if (before == settings_.end()) {
      (void)kept_->command({"ACL", "DELUSER", name});
      continue;
    }
    Words words{"ACL", "SETUSER", name, "reset"};
    const auto rules = split(before->substr(10 + name.size() + 1), ' ');
    words.insert(words.end(), rules.begin(), rules.end());
    (void)kept_->command(words);
  }
  return Done{};
}

Result<Done> AttachedRedis::empty() {
  std::vector<Words> commands{{"CLIENT", "UNPAUSE"},   {"SCRIPT", "FLUSH"},  {"FLUSHALL"},
                              {"CONFIG", "RESETSTAT"}, {"SLOWLOG", "RESET"}, {"LATENCY", "RESET"}};
  if (is_at_least(7)) commands.push_back({"FUNCTION", "FLUSH", "SYNC"});
  if (is_at_least(6)) commands.push_back({"ACL", "LOG", "RESET"});
  for (const Words& words : commands) {
    auto done = ask(words);
    if (!done) return fail(done.error());
  }
  auto left = content();
  if (!left) return fail(left.error());
  if (!left->empty()) return fail(not_pristine("it is not empty", join(*left, ", ")));
  return Done{};
}

Result<Done> AttachedRedis::reset() {
  if (const auto how_lost = lost())
    return fail({.code = "service-lost", .what = plan_.name + " " + *how_lost});
  if (auto done = wait_until_alone(); !done) return done;
  if (auto done = restore_users(); !done) return done;
  if (auto done = restore_settings(); !done) return done;
  if (auto done = empty(); !done) return done;
  auto now = settings();
  if (!now) return fail(now.error());
  if (*now == settings_) return Done{};
  return fail(
      not_pristine("its settings or users were changed", differences(settings_, *now, most_named)));
}

}  // namespace

Result<std::unique_ptr<AttachedServer>> attach_redis(const ServicePlan& plan,
                                                     const std::string& host, bool adopt,
                                                     const AttachPatience& patience, World& world) {
  auto server = std::make_unique<AttachedRedis>(plan, host, patience, world);
  if (auto done = server->attach(adopt); !done) return fail(done.error());
  return server;
}

}  // namespace gonogo
