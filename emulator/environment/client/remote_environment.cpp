// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/remote_environment.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "emulator/base/members.h"
#include "emulator/base/text.h"

namespace gonogo {
namespace {

constexpr Milliseconds patience{10'000};
constexpr const char* mysql_socket_folder = "/run/mysqld";

Nanoseconds time_at(const Value& value, std::string_view key) {
  const Value* found = value.find(key);
  const double ms = found != nullptr ? found->as_number() : 0;
  return Nanoseconds(static_cast<std::int64_t>(ms * 1e6));
}

std::string address_of(const EnvironmentPlan& plan, const std::string& network) {
  for (const NetworkSpec& spec : plan.networks)
    if (spec.id == network) return spec.address;
  return "";
}

Result<const ServicePlan*> service_of(const EnvironmentPlan& plan, const std::string& name,
                                      const std::vector<ServiceEngine>& engines) {
  const ServicePlan* found = nullptr;
  for (const ServicePlan& service : plan.services) {
    if (std::find(engines.begin(), engines.end(), service.engine) == engines.end()) continue;
    if (service.name == name) return &service;
    if (!name.empty()) continue;
    if (found != nullptr)
      return fail({.code = "ambiguous-service",
                   .what = "there is more than one such service",
                   .seen = found->name + ", " + service.name,
                   .hint = "name it: service: " + service.name});
    found = &service;
  }
  if (found != nullptr) return found;
  std::vector<std::string> names;
  for (const ServicePlan& service : plan.services) names.push_back(service.name);
  return fail({.code = "unknown-service",
               .what = "there is no such service \"" + name + "\"" + did_you_mean(name, names)});
}

}  // namespace

TimelineEntry timeline_entry_of(const Value& value) {
  return {.t = time_at(value, "t"),
          .who = text_of(value, "who"),
          .event = text_of(value, "event"),
          .text = text_of(value, "text")};
}

std::optional<Loss> loss_of(const Value& state) {
  const Value* loss = state.find("loss");
  if (loss == nullptr) return std::nullopt;
  return Loss{.kind = text_of(*loss, "kind") == "product" ? Loss::Kind::product
                                                          : Loss::Kind::infrastructure,
              .who = text_of(*loss, "who"),
              .what = text_of(*loss, "what"),
              .t = time_at(*loss, "t"),
              .detail = text_of(*loss, "detail")};
}

RemoteEnvironment::RemoteEnvironment(Path door, EnvironmentPlan plan, std::string log_folder)
    : control_(std::move(door)), plan_(std::move(plan)), log_folder_(std::move(log_folder)) {}

OpenSocket RemoteEnvironment::open_socket() const {
  return [control = control_] {
    auto socket = control.open(Value::object({{"op", "socket"}, {"network", ""}}));
    return socket ? socket->release() : -1;
  };
}

std::unique_ptr<HttpClient> RemoteEnvironment::http() {
  return make_http_client({.open_socket = open_socket(), .hosts = plan_.names});
}

std::unique_ptr<HttpClient> RemoteEnvironment::program_http() {
  return make_http_client({.open_socket = open_socket(), .opens_loopback = true});
}

Result<Descriptor> RemoteEnvironment::start_program(const ProgramRequest& request) {
  Value environment = Value::object();
  for (const auto& [name, value] : request.environment) environment.set(name, value);
  auto socket = control_.send(Value::object({{"op", "program"},
                                             {"argv", texts_value(request.argv)},
                                             {"environment", environment}}),
                              {request.output});
  if (!socket) return fail(socket.error());
  auto answer = receive_answer(socket->get(), patience);
  if (!answer) return fail(answer.error());
  return std::move(*socket);
}

Result<std::unique_ptr<SqlClient>> RemoteEnvironment::connect_sql(const ServicePlan& service,
                                                                  Descriptor& folder) {
  if (service.external)
    return connect_mysql({.url = "tcp://" + address_of(plan_, service.container.network) + ":" +
                                 std::to_string(service.port),
                          .user = service.user,
                          .password = service.password,
                          .database = service.database,
                          .timeout = patience});
  auto opened = control_.open(Value::object({{"op", "folder"},
                                             {"container", service.container.id},
                                             {"path", mysql_socket_folder}}));
  if (!opened) return fail(opened.error());
  folder = std::move(*opened);
  // Another mount namespace's socket is reached through an open folder of it.
  return connect_mysql(
      {.url = "unix:///proc/self/fd/" + std::to_string(folder.get()) + "/mysqld.sock",
       .user = service.user,
       .password = service.password,
       .database = service.database,
       .administrator = "root",
       .timeout = patience});
}

Result<SqlClient*> RemoteEnvironment::sql(const std::string& name) {
  auto service = service_of(plan_, name, {ServiceEngine::mysql, ServiceEngine::mariadb});
  if (!service) return fail(service.error());
  SqlSession& session = sql_[(*service)->name];
  if (session.client != nullptr && session.client->execute("DO 0", {})) return session.client.get();
  auto connected = connect_sql(**service, session.folder);
  if (!connected) return fail(connected.error());
  session.client = std::move(*connected);
  return session.client.get();
}

Result<std::unique_ptr<RedisClient>> RemoteEnvironment::connect_redis(const ServicePlan& service) {
  auto socket = control_.open(Value::object({{"op", "socket"}, {"network", ""}}));
  if (!socket) return fail(socket.error());
  const std::string address = address_of(plan_, service.container.network);
  if (auto done = connect_socket(socket->get(), address, service.port, patience); !done)
    return fail({.code = "connection-failed", .what = to_line(done.error())});
  auto client = make_redis_client(std::move(*socket), patience);
  if (!client || service.password.reveal().empty()) return client;
  const auto reply = (*client)->command({"AUTH", service.password.reveal()});
  if (!reply) return fail(reply.error());
  if (reply->is_error())
    return fail({.code = "connection-failed", .what = "Redis refuses the password of " + service.name,
                 .seen = reply->value.as_text()});
  return client;
}

Result<RedisClient*> RemoteEnvironment::redis(const std::string& name) {
  auto service = service_of(plan_, name, {ServiceEngine::redis});
  if (!service) return fail(service.error());
  auto& client = redis_[(*service)->name];
  if (client != nullptr && client->is_usable()) return client.get();
  auto connected = connect_redis(**service);
  if (!connected) return fail(connected.error());
  client = std::move(*connected);
  return client.get();
}

Result<RunOutcome> RemoteEnvironment::exec(const ExecRequest& request) {
  return exec_in(control_, request);
}

Result<std::string> RemoteEnvironment::read(const std::string& container, const std::string& path,
                                            size_t limit) {
  auto root = control_.open(
      Value::object({{"op", "folder"}, {"container", container}, {"path", "/"}}));
  if (!root) return fail(root.error());
  open_how how{};
  how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;  // a pipe must not hold us up
  how.resolve = RESOLVE_IN_ROOT;                  // a link inside must not lead to the host's files
  const Descriptor file(
      static_cast<int>(syscall(SYS_openat2, root->get(), path.c_str(), &how, sizeof how)));
  if (!file)
    return fail(system_error("no-file", "cannot read " + path + " in " + container, errno));
  std::string text;
  for (std::array<char, 64U << 10U> part; text.size() < limit;) {
    const ssize_t size = ::read(file.get(), part.data(), std::min(part.size(), limit - text.size()));
    if (size < 0)
      return fail(system_error("no-file", "cannot read " + path + " in " + container, errno));
    if (size == 0) break;
    text.append(part.data(), static_cast<size_t>(size));
  }
  return text;
}

Result<Done> RemoteEnvironment::fault(const Fault& fault, Milliseconds timeout) {
  // The supervisor says itself when the time is over.
  auto answer = control_.ask(Value::object({{"op", "fault"},
                                            {"fault", to_value(fault)},
                                            {"timeout", static_cast<std::int64_t>(timeout.count())}}),
                             timeout + patience);
  if (!answer) return fail(answer.error());
  return Done{};
}

std::optional<Loss> RemoteEnvironment::loss() {
  if (loss_) return loss_;
  auto state = control_.ask(Value::object({{"op", "state"}}), patience);
  if (state)
    loss_ = loss_of(state->body);
  else if (state.error().code == "environment-lost")
    loss_ = Loss{.who = "supervisor",
                 .what = "ended unexpectedly",
                 .t = timeline_.empty() ? Nanoseconds{} : timeline_.back().t,
                 .detail = state.error().seen};
  if (!loss_ && other_losses_) loss_ = other_losses_();
  return loss_;
}

std::vector<TimelineEntry> RemoteEnvironment::timeline() {
  if (const auto entries = control_.document("timeline")) {
    timeline_.clear();
    for (const Value& entry : entries->items()) timeline_.push_back(timeline_entry_of(entry));
  }
  return timeline_;
}

std::vector<RefusedCall> RemoteEnvironment::refused() {
  std::vector<RefusedCall> calls;
  const auto rows = control_.document("refused");
  if (!rows) return calls;
  for (const Value& row : rows->items()) {
    const Value* count = row.find("count");
    calls.push_back({text_of(row, "from"), text_of(row, "to"),
                     count != nullptr ? static_cast<int>(count->as_integer()) : 0});
  }
  return calls;
}

Result<Value> RemoteEnvironment::describe() { return control_.document("describe"); }

std::vector<std::string> RemoteEnvironment::log_lines(const std::string& container, WallTime from,
                                                      size_t limit) {
  std::vector<std::string> lines;
  const auto text = read_file(Path(log_folder_) / (container + ".log"));
  if (!text) return lines;
  const std::string first = to_rfc3339(from, 9);
  for (const std::string& line : split_lines(*text)) {
    // Times of one length in UTC sort as text.
    if (line.size() < first.size() || line.compare(0, first.size(), first) < 0) continue;
    lines.push_back(line);
    if (lines.size() == limit) break;
  }
  return lines;
}

std::uint16_t RemoteEnvironment::published_port(const std::string& task) const {
  for (const PublishedPort& port : plan_.ports)
    if (port.task == task) return port.host;
  return 0;
}

}  // namespace gonogo
