// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/endpoints.h"

#include <doctest/doctest.h>

#include <array>

#include "emulator/base/members.h"
#include "emulator/io/document.h"
#include "tests/environment/fake_engine.h"

namespace gonogo::test {
namespace {

const std::string app = "t1-0000000001";

HttpReply get(SmallWorld& world, const std::string& target) {
  return world.endpoints.answer({.method = "GET", .target = target, .peer = "198.18.0.20"});
}

Value body_of(const HttpReply& reply) {
  const auto value = parse_json(reply.body, "reply");
  REQUIRE_MESSAGE(value, reply.body);
  return *value;
}

/// A call of the fault injection endpoint; each after the limit of one in five seconds.
HttpReply inject(SmallWorld& world, const std::string& what, const std::string& body) {
  world.clock.sleep(Milliseconds(5'000));
  return world.endpoints.answer({.method = "POST", .target = "/api/" + app + "/fault/v1/" + what,
                                 .body = body, .peer = "198.18.0.20"});
}

TEST_CASE("a container and its task are told as the agent tells them") {
  SmallWorld world;
  const Value container = body_of(get(world, "/v4/" + app));
  CHECK(text_of(container, "DockerId") == app);
  CHECK(text_of(container, "KnownStatus") == "PULLED");
  CHECK(number_of(part_of(container, "Limits"), "CPU") == 256);
  CHECK(number_of(part_of(container, "Limits"), "Memory") == 512);
  const Value network = part_of(container, "Networks").items()[0];
  CHECK(text_of(network, "PrivateDNSName") == "ip-198-18-0-20.eu-west-1.compute.internal");
  CHECK(texts_of(network, "DomainNameServers") == std::vector<std::string>{"198.18.0.2"});
  const Value task = body_of(get(world, "/v4/" + app + "/task"));
  CHECK(text_of(task, "TaskARN") == "arn:aws:ecs:eu-west-1:000000000000:task/launches/t1");
  CHECK(part_of(part_of(task, "Limits"), "CPU").as_number() == 0.5);
  CHECK(part_of(task, "Containers").items().size() == 2);
  CHECK(text_of(task, "LaunchType") == "FARGATE");
  CHECK(body_of(get(world, "/v3/" + app + "/task")).find("LaunchType") == nullptr);
  CHECK(body_of(get(world, "/v2/metadata")).find("Containers") != nullptr);
  CHECK(text_of(body_of(get(world, "/v2/metadata/" + app)), "Name") == "app");
}

TEST_CASE("stats come by container and by task") {
  SmallWorld world;
  const Value stats = body_of(get(world, "/v4/" + app + "/stats"));
  CHECK(number_of(part_of(stats, "memory_stats"), "usage") == 100);
  CHECK(number_of(part_of(part_of(stats, "networks"), "eth1"), "rx_bytes") == 11);
  CHECK(body_of(get(world, "/v4/" + app + "/task/stats")).find("t1-0000000002") != nullptr);
}

TEST_CASE("what is not there is answered in the agent's words") {
  SmallWorld world;
  CHECK(get(world, "/v4/" + app + "/taskWithTags").status == 404);
  const HttpReply unknown = get(world, "/v4/nobody");
  CHECK(unknown.status == 404);
  CHECK(body_of(unknown).as_text().rfind("V4 container metadata handler: ", 0) == 0);
  CHECK(body_of(get(world, "/v4/nobody/task")).as_text().rfind("V4 task metadata handler: ", 0) == 0);
  CHECK(get(world, "/latest/meta-data").status == 404);
  CHECK(world.endpoints.answer({.method = "GET", .target = "/v4/" + app, .peer = "198.18.0.21"}).status == 404);
}

TEST_CASE("credentials of the role, by the path that the task was told") {
  SmallWorld world;
  const Value keys = body_of(get(world, "/v2/credentials/abc"));
  CHECK(text_of(keys, "RoleArn") == "arn:role");
  CHECK(text_of(keys, "AccessKeyId").size() == 20);
  CHECK(text_of(keys, "Expiration") == "2026-11-24T20:00:01Z");
  CHECK(text_of(body_of(get(world, "/v1/credentials?id=abc")), "RoleArn") == "arn:role");
  const HttpReply wrong = get(world, "/v2/credentials/abd");
  CHECK(wrong.status == 400);
  CHECK(text_of(body_of(wrong), "code") == "InvalidIdInRequest");
  CHECK(text_of(body_of(get(world, "/v2/credentials/")), "code") == "NoIdInRequest");
  CHECK(text_of(body_of(get(world, "/v1/credentials")), "code") == "NoIdInRequest");
}

TEST_CASE("task protection is for tasks of services") {
  SmallWorld world;
  const std::string target = "/api/" + app + "/task-protection/v1/state";
  CHECK(text_of(part_of(body_of(get(world, target)), "failure"), "Reason") == "TASK_NOT_VALID");
  world.plan.tasks[0].service = true;
  const auto put = [&](const std::string& body) {
    return world.endpoints.answer({.method = "PUT", .target = target, .body = body, .peer = "198.18.0.20"});
  };
  CHECK_FALSE(flag_of(part_of(body_of(get(world, target)), "protection"), "ProtectionEnabled"));
  CHECK(put(R"({"ProtectionEnabled":true,"ExpiresInMinutes":1})").status == 200);
  CHECK(flag_of(part_of(body_of(get(world, target)), "protection"), "ProtectionEnabled"));
  world.clock.sleep(Milliseconds(61'000));
  CHECK_FALSE(flag_of(part_of(body_of(get(world, target)), "protection"), "ProtectionEnabled"));
  CHECK(put("{}").status == 400);
  CHECK(put(R"({"ProtectionEnabled":true,"ExpiresInMinutes":2881})").status == 400);
}

TEST_CASE("a fault that a task asks for really acts on its network, and spares the way to its end") {
  SmallWorld world;
  const std::string body = R"({"Port":3306,"Protocol":"tcp","TrafficType":"egress"})";
  CHECK(inject(world, "network-blackhole-port/status", body).body == R"({"Status":"not-running"})");
  CHECK(inject(world, "network-blackhole-port/start", body).body == R"({"Status":"running"})");
  REQUIRE(world.engine.impaired["backend"].size() == 1);
  const Impairment& made = world.engine.impaired["backend"][0];
  CHECK(made.direction == Impairment::Direction::out);
  CHECK(made.port == 3306);
  CHECK(made.spared == std::vector<std::string>{"169.254.170.2"});
  CHECK(inject(world, "network-blackhole-port/status", body).body == R"({"Status":"running"})");
  CHECK(inject(world, "network-blackhole-port/stop", body).body == R"({"Status":"stopped"})");
  CHECK(world.engine.impaired["backend"].empty());
}

TEST_CASE("latency and loss exclude each other; what can't be had is a 500") {
  SmallWorld world;
  const std::string slow = R"({"DelayMilliseconds":50,"JitterMilliseconds":5,"Sources":["198.18.0.10"]})";
  const std::string lossy = R"({"LossPercent":5,"Sources":["198.18.0.0/24"]})";
  CHECK(inject(world, "network-latency/start", slow).status == 200);
  CHECK(world.engine.impaired["backend"][0].delay == Milliseconds(50));
  CHECK(inject(world, "network-packet-loss/start", lossy).status == 409);
  CHECK(inject(world, "network-latency/start", slow).status == 409);
  CHECK(inject(world, "network-latency/stop", "{}").status == 200);
  world.engine.trouble = Error{.code = "latency-unavailable", .what = "no queue"};
  const HttpReply reply = inject(world, "network-packet-loss/start", lossy);
  CHECK(reply.status == 500);
  CHECK(text_of(body_of(reply), "Error").find("no queue") != std::string::npos);
}

TEST_CASE("bodies are judged in the agent's words") {
  SmallWorld world;
  const std::vector<std::array<std::string, 3>> rows{
      {"network-blackhole-port/start", "", "required request body is missing"},
      {"network-blackhole-port/start", "{}", "required parameter Port is missing"},
      {"network-blackhole-port/start", R"({"Port":1})", "required parameter Protocol is missing"},
      {"network-blackhole-port/start", R"({"Port":1,"Protocol":"icmp","TrafficType":"egress"})",
       "invalid value icmp for parameter Protocol"},
      {"network-blackhole-port/start", R"({"Port":1,"Protocol":"tcp","TrafficType":"in"})",
       "invalid value in for parameter TrafficType"},
      {"network-latency/start", R"({"DelayMilliseconds":1,"JitterMilliseconds":0})",
       "required parameter Sources is missing"},
      {"network-latency/start", R"({"DelayMilliseconds":1,"JitterMilliseconds":0,"Sources":["x"]})",
       "invalid value x for parameter Sources"},
      {"network-packet-loss/start", R"({"LossPercent":101,"Sources":["10.0.0.1"]})",
       "invalid value 101 for parameter LossPercent"}};
  for (const auto& [what, body, words] : rows) {
    const HttpReply reply = inject(world, what, body);
    CHECK(reply.status == 400);
    CHECK(text_of(body_of(reply), "Error") == words);
  }
}

TEST_CASE("one request in five seconds; and only where the definition enables faults") {
  SmallWorld world;
  const std::string body = R"({"Port":80,"Protocol":"tcp","TrafficType":"ingress"})";
  const auto again = [&] {
    return world.endpoints.answer({.method = "POST", .target = "/api/" + app + "/fault/v1/network-blackhole-port/status",
                                   .body = body, .peer = "198.18.0.20"});
  };
  CHECK(again().status == 200);
  CHECK(again().status == 429);
  world.plan.tasks[0].definition.fault_injection = false;
  const HttpReply refused = inject(world, "network-blackhole-port/start", body);
  CHECK(refused.status == 400);
  CHECK(text_of(body_of(refused), "Error").rfind("enableFaultInjection is not enabled for task: arn:", 0) == 0);
}

}  // namespace
}  // namespace gonogo::test
