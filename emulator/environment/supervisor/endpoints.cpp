// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/endpoints.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/environment/supervisor/metadata.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr std::uint16_t metadata_port = 80;
// AWS: task-scale-in-protection-endpoint.html.
constexpr int usual_protection = 120;      // minutes
constexpr int longest_protection = 2'880;  // minutes

HttpReply json(const Value& value, int status = 200) {
  return {.status = status, .body = to_json(value)};
}

HttpReply not_found() { return {.status = 404, .body = "404 page not found\n", .type = "text/plain"}; }

HttpReply credentials_error(int status, const std::string& code, const std::string& message) {
  return json(Value::object({{"code", code}, {"message", message}}), status);
}

}  // namespace

/// Who asks for what: "/v4/<id>/task" has the parts v4, id, task.
struct Endpoints::Caller {
  const HttpAsk& ask;
  const TaskDriver& task;
  std::vector<std::string> parts;
  std::string query;

  std::string part(size_t i) const { return i < parts.size() ? parts[i] : ""; }
  const ContainerSpec* container(const std::string& id) const {
    for (const ContainerSpec& each : task.plan().containers)
      if (!id.empty() && docker_id_of(each) == id) return &each;
    return nullptr;
  }
};

Endpoints::Endpoints(const EnvironmentPlan& plan, Hands hands, const Tasks& tasks, Faults& faults)
    : plan_(plan), hands_(hands), tasks_(tasks), fault_api_(faults, hands.clock) {}

Endpoints::~Endpoints() = default;

Result<Done> Endpoints::listen() {
  auto socket = hands_.engine.open_socket("");
  if (!socket) return fail(socket.error());
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(metadata_port);
  inet_pton(AF_INET, agent_address, &address.sin_addr);
  if (bind(socket->get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      ::listen(socket->get(), SOMAXCONN) != 0)
    return fail(system_error("network-failed", std::string("listen at ") + agent_address, errno));
  service_ = std::make_unique<HttpService>(hands_.loop, std::move(*socket),
                                           [this](const HttpAsk& ask) { return answer(ask); });
  return Done{};
}

// Where all tasks share one address, the one whose id is asked for.
const TaskDriver* Endpoints::task_at(const std::string& address, const std::string& target) const {
  const TaskDriver* found = nullptr;
  for (const auto& task : tasks_) {
    if (task->plan().address != address) continue;
    if (found == nullptr || target.find(task->plan().task_id) != std::string::npos) found = task.get();
  }
  return found;
}

HttpReply Endpoints::answer(const HttpAsk& ask) {
  static constexpr std::array<std::pair<std::string_view, Route>, 7> routes{
      {{"v4", &Endpoints::metadata},
       {"v3", &Endpoints::metadata},
       {"v2/metadata", &Endpoints::metadata_v2},
       {"v2/stats", &Endpoints::metadata_v2},
       {"v2/credentials", &Endpoints::credentials_v2},
       {"v1/credentials", &Endpoints::credentials_v1},
       {"api", &Endpoints::agent_api}}};
  const TaskDriver* task = task_at(ask.peer, ask.target);
  if (task == nullptr) return not_found();
  const size_t question = ask.target.find('?');
  const std::string path = ask.target.substr(0, question);
  Caller caller{.ask = ask, .task = *task,
                .query = question == std::string::npos ? "" : ask.target.substr(question + 1)};
  for (const std::string& part : split(path, '/'))
    if (!part.empty()) caller.parts.push_back(part);
  for (const auto& [prefix, route] : routes)
    if (caller.part(0) == prefix || caller.part(0) + "/" + caller.part(1) == prefix)
      return (this->*route)(caller);
  return not_found();
}

Value Endpoints::stats_of(const ContainerSpec& container) {
  const auto usage = hands_.engine.usage(container.id);
  const auto network = hands_.engine.network_usage(container.network);
  return stats(container, usage ? *usage : Usage{}, network ? *network : NetworkUsage{},
               hands_.clock.wall());
}

HttpReply Endpoints::task_stats(const Caller& caller) {
  Value all = Value::object();
  for (const ContainerSpec& each : caller.task.plan().containers)
    all.set(docker_id_of(each), stats_of(each));
  return json(all);
}

HttpReply Endpoints::metadata(const Caller& caller) {
  const int version = caller.part(0) == "v4" ? 4 : 3;
  const std::string what = caller.part(2) + (caller.part(3).empty() ? "" : "/" + caller.part(3));
  const ContainerSpec* container = caller.container(caller.part(1));
  const std::string handler = std::string("V") + std::to_string(version) +
                              (what.rfind("task", 0) == 0 ? " task" : " container") +
                              " metadata handler: ";
  if (container == nullptr)
    return json(Value(handler + "unable to get container ID from request: unable to get docker ID "
                                "from endpoint ID: " + caller.part(1)),
                404);
  const MetadataSource source{plan_, caller.task, hands_.clock.wall(), hands_.clock.now(), version};
  if (what.empty()) return json(container_metadata(source, *container));
  if (what == "task") return json(task_metadata(source));
  if (what == "stats") return json(stats_of(*container));
  if (what == "task/stats") return task_stats(caller);
  // taskWithTags too: on Fargate nobody may read tags on the task's behalf.
  return not_found();
}

HttpReply Endpoints::metadata_v2(const Caller& caller) {
  const MetadataSource source{plan_, caller.task, hands_.clock.wall(), hands_.clock.now(), 2};
  const std::string id = caller.part(2);
  const bool metadata = caller.part(1) == "metadata";
  if (id.empty()) return metadata ? json(task_metadata(source)) : task_stats(caller);
  const ContainerSpec* container = caller.container(id);
  if (container == nullptr)
    return json(Value("Unable to get container metadata for container " + id), 404);
  return json(metadata ? container_metadata(source, *container) : stats_of(*container));
}

HttpReply Endpoints::credentials_v1(const Caller& caller) {
  if (caller.query.rfind("id=", 0) != 0)
    return credentials_error(400, "NoIdInRequest", "CredentialsV1Request: No ID in the request");
  Caller same = caller;
  same.parts = {"v2", "credentials", caller.query.substr(3)};
  return credentials_v2(same);
}

HttpReply Endpoints::credentials_v2(const Caller& caller) {
  const std::string id = caller.part(2);
  if (id.empty())
    return credentials_error(400, "NoIdInRequest", "CredentialsV2Request: No ID in the request");
  const TaskPlan& task = caller.task.plan();
  const std::string own = "/v2/credentials/" + id;
  for (const ContainerSpec& container : task.containers)
    for (const auto& [name, value] : container.environment)
      if (name == "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI" && value.reveal() == own)
        return json(credentials(task, hands_.clock.wall()));
  return credentials_error(400, "InvalidIdInRequest", "CredentialsV2Request: ID not found");
}

HttpReply Endpoints::agent_api(const Caller& caller) {
  const ContainerSpec* container = caller.container(caller.part(1));
  if (container == nullptr)
    return json(Value::object({{"Error", "unable to lookup container: " + caller.part(1)}}), 404);
  if (caller.part(2) == "task-protection" && caller.part(4) == "state") return protection(caller);
  if (caller.part(2) != "fault" || caller.part(3) != "v1" || caller.ask.method != "POST")
    return not_found();
  return fault_api_.answer(caller.task.plan(), task_arn_of(plan_, caller.task.plan()), container->id,
                           caller.part(4) + "/" + caller.part(5), caller.ask.body);
}

HttpReply Endpoints::protection(const Caller& caller) {
  const std::string arn = task_arn_of(plan_, caller.task.plan());
  const auto refuse = [&](const std::string& text) {
    return json(Value::object({{"error", Value::object({{"Arn", arn},
                                                        {"Code", "InvalidParameterException"},
                                                        {"Message", text}})}}),
                400);
  };
  if (!caller.task.plan().service)
    return json(Value::object(
        {{"failure", Value::object({{"Arn", arn}, {"Detail", Value()}, {"Reason", "TASK_NOT_VALID"}})}}));
  Protection& state = protections_[caller.task.plan().name];
  const WallTime now = hands_.clock.wall();
  if (caller.ask.method == "PUT") {
    const auto body = parse_json(caller.ask.body, "body");
    if (!body || !body->is_object()) return refuse("UpdateTaskProtection: failed to decode request");
    const Value* enabled = body->find("ProtectionEnabled");
    if (enabled == nullptr || !enabled->is_bool())
      return refuse("Invalid request: does not contain 'ProtectionEnabled' field");
    const Value* minutes = body->find("ExpiresInMinutes");
    const std::int64_t wanted = minutes != nullptr ? minutes->as_integer() : usual_protection;
    if (wanted < 1 || wanted > longest_protection)
      return refuse("Invalid request: expiration duration must be between 1 and 2880 minutes");
    state = {enabled->as_bool(), now + std::chrono::minutes(wanted)};
  }
  const bool enabled = state.enabled && now < state.until;
  Value told = Value::object({{"ProtectionEnabled", enabled}, {"TaskArn", arn}});
  told.set("ExpirationDate", enabled ? Value(to_rfc3339(state.until)) : Value());
  return json(Value::object({{"protection", told}}));
}

}  // namespace gonogo
