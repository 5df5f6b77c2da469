// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/fault_api.h"

#include <arpa/inet.h>

#include <algorithm>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr Milliseconds between_calls{5'000};  // AWS: one request in five seconds and container

constexpr const char* blackhole = "network-blackhole-port";
constexpr const char* latency = "network-latency";
constexpr const char* packet_loss = "network-packet-loss";

HttpReply error(int status, const std::string& text) {
  return {.status = status, .body = to_json(Value::object({{"Error", text}}))};
}

HttpReply status(const std::string& text) {
  return {.body = to_json(Value::object({{"Status", text}}))};
}

std::string missing(const std::string& name) { return "required parameter " + name + " is missing"; }

std::string invalid(const std::string& value, const std::string& name) {
  return "invalid value " + value + " for parameter " + name;
}

bool is_address(const std::string& text) {
  const size_t slash = text.find('/');
  in_addr parsed{};
  if (inet_pton(AF_INET, text.substr(0, slash).c_str(), &parsed) != 1) return false;
  if (slash == std::string::npos) return true;
  const std::string prefix = text.substr(slash + 1);
  return !prefix.empty() && prefix.size() <= 2 &&
         std::all_of(prefix.begin(), prefix.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(prefix) <= 32;
}

/// Reads one body; what is wrong is kept in `problem`, the first only.
struct Body {
  const Value& value;
  std::string problem{};

  void reject(const std::string& text) {
    if (problem.empty()) problem = text;
  }
  std::string choice(const std::string& name, const std::vector<std::string>& allowed) {
    std::string text = text_of(value, name);
    if (text.empty())
      reject(missing(name));
    else if (std::find(allowed.begin(), allowed.end(), text) == allowed.end())
      reject(invalid(text, name));
    return text;
  }
  int number(const std::string& name, int low, int high, std::optional<int> otherwise = {}) {
    const Value* found = value.find(name);
    if (found == nullptr) {
      if (!otherwise) reject(missing(name));
      return otherwise.value_or(0);
    }
    const std::int64_t number = found->as_integer();
    if (!found->is_integer() || number < low || number > high)
      reject(invalid(to_json(*found), name));
    return static_cast<int>(number);
  }
  std::vector<std::string> addresses(const std::string& name, bool required) {
    auto list = texts_of(value, name);
    if (required && list.empty()) reject(missing(name));
    for (const std::string& text : list)
      if (!is_address(text)) reject(invalid(text, name));
    return list;
  }
};

Impairment read_blackhole(Body& body) {
  Impairment impairment{.kind = Impairment::Kind::blackhole};
  impairment.port = static_cast<std::uint16_t>(body.number("Port", 0, 65535));
  impairment.protocol = body.choice("Protocol", {"tcp", "udp"});
  const bool out = body.choice("TrafficType", {"ingress", "egress"}) == "egress";
  impairment.direction = out ? Impairment::Direction::out : Impairment::Direction::in;
  impairment.spared = body.addresses("SourcesToFilter", false);
  return impairment;
}

// The whole of a task's traffic to the sources, as the agent's tc on its interface.
Impairment read_line_fault(const std::string& type, Body& body) {
  Impairment impairment{.direction = Impairment::Direction::out};
  constexpr int longest = 60'000;
  if (type == latency) {
    impairment.kind = Impairment::Kind::latency;
    impairment.delay = Milliseconds(body.number("DelayMilliseconds", 0, longest));
    impairment.jitter = Milliseconds(body.number("JitterMilliseconds", 0, longest));
    if (body.problem.empty() && impairment.delay.count() == 0 && impairment.jitter.count() == 0)
      body.reject(invalid("0", "DelayMilliseconds"));
  } else {
    impairment.kind = Impairment::Kind::loss;
    impairment.percent = body.number("LossPercent", 1, 100);
  }
  impairment.peers = body.addresses("Sources", true);
  impairment.spared = body.addresses("SourcesToFilter", false);
  if (body.number("FlowsPercent", 1, 100, 100) != 100)
    body.reject("FlowsPercent below 100 is not mirrored by gonogo");
  return impairment;
}

std::string key_of(const std::string& type, const Impairment& impairment) {
  if (type != blackhole) return type;
  return type + "/" + (impairment.direction == Impairment::Direction::out ? "egress" : "ingress") +
         "-" + impairment.protocol + "-" + std::to_string(impairment.port);
}

}  // namespace

HttpReply FaultApi::answer(const TaskPlan& task, const std::string& task_arn,
                           const std::string& container, const std::string& rest,
                           const std::string& text) {
  const size_t slash = rest.find('/');
  const std::string type = rest.substr(0, slash);
  const std::string verb = slash == std::string::npos ? "" : rest.substr(slash + 1);
  const bool known = (type == blackhole || type == latency || type == packet_loss) &&
                     (verb == "start" || verb == "stop" || verb == "status");
  if (!known) return {.status = 404, .body = "404 page not found\n", .type = "text/plain"};
  const Moment now = clock_.now();
  auto& last = last_[container + "/" + rest];
  if (last != Moment{} && now - last < between_calls)
    return error(429, "rate limit exceeded");
  last = now;
  if (trim(text).empty()) return error(400, "required request body is missing");
  const auto value = parse_json(text, "body");
  if (!value || !value->is_object()) return error(400, "invalid request body");
  Body body{*value};
  Impairment impairment = type == blackhole ? read_blackhole(body) : Impairment{};
  // To stop or to ask nothing but the kind is needed.
  if (type != blackhole && verb == "start") impairment = read_line_fault(type, body);
  if (!body.problem.empty()) return error(400, body.problem);
  if (!task.definition.fault_injection)
    return error(400, "enableFaultInjection is not enabled for task: " + task_arn);
  const std::string key = key_of(type, impairment);
  if (verb == "status") return status(faults_.injected(task.name, key) ? "running" : "not-running");
  if (verb == "start") return start(task, key, impairment);
  if (auto done = faults_.withdraw(task.name, key); !done) return error(500, to_line(done.error()));
  return status("stopped");
}

HttpReply FaultApi::start(const TaskPlan& task, const std::string& key,
                          const Impairment& impairment) {
  // One of the two at a time: the agent has one qdisc for both.
  if (key == latency && faults_.injected(task.name, packet_loss))
    return error(409, "There is already one network packet loss fault running");
  if (key == packet_loss && faults_.injected(task.name, latency))
    return error(409, "There is already one network latency fault running");
  if (faults_.injected(task.name, key))
    return key == latency ? error(409, "There is already one network latency fault running")
           : key == packet_loss
               ? error(409, "There is already one network packet loss fault running")
               : status("running");
  if (auto done = faults_.inject(task.name, key, impairment); !done)
    return error(500, to_line(done.error()));
  return status("running");
}

}  // namespace gonogo
