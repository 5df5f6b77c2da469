// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "emulator/base/duration.h"
#include "emulator/base/members.h"
#include "emulator/environment/fault.h"
#include "emulator/scenario/reading.h"
#include "emulator/scenario/value_text.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {
namespace {

// Those that last until they are ended.
bool lasts(std::string_view kind) {
  constexpr std::string_view lasting[] = {"pause", "blackhole", "latency", "loss"};
  return std::find(std::begin(lasting), std::end(lasting), kind) != std::end(lasting);
}

std::string text_under(const Value& mapping, std::string_view key) {
  const Value* value = mapping.find(key);
  return value != nullptr ? text_of(*value) : "";
}

Milliseconds duration_at(const Value& mapping, std::string_view key) {
  return parse_duration(text_under(mapping, key)).value_or(Milliseconds(0));
}

/// The one fault of a step: `{kill: backend/app}`, `{latency: {to: mysql, delay: 100ms}}`.
Result<Fault> fault_in(const Value& written) {
  if (written.members().size() != 1)
    return fail({.code = "wrong-fault", .what = "a step does one fault"});
  const Value::Member& member = written.members()[0];
  auto fault = fault_of(Value::object({{"kind", member.key}}));
  if (!fault) return fault;
  const Value& what = member.value;
  if (what.is_text()) fault->target = what.as_text();
  fault->from = text_under(what, "from");
  fault->to = text_under(what, "to");
  fault->port = static_cast<std::uint16_t>(number_of(what, "port"));
  fault->delay = duration_at(what, "delay");
  fault->jitter = duration_at(what, "jitter");
  fault->percent = static_cast<int>(number_of(what, "percent"));
  return fault;
}

void check_numbers(Reader& reader, const std::string& kind, const Value& what) {
  const auto percent = number_of(what, "percent");
  if (kind == "loss" && what.find("percent") != nullptr && (percent < 1 || percent > 100))
    reader.report("wrong-fault", "\"percent\" must be from 1 to 100", "fault");
  const auto port = number_of(what, "port");
  if (port < 0 || port > 65535)
    reader.report("wrong-fault", "\"port\" must be from 1 to 65535", "fault");
}

}  // namespace

const std::vector<KeyRule>& fault_keys() {
  // clang-format off
  static const std::vector<KeyRule> blackhole{
      {"to", Shape::text, "the task or service that nothing reaches any more", nullptr, true},
      {"from", Shape::text, "only from this task or service"}, {"port", Shape::integer, "only this port"}};
  static const std::vector<KeyRule> latency{
      {"to", Shape::text, "the task or service that is far away", nullptr, true}, {"from", Shape::text, "only from this one"},
      {"delay", Shape::duration, "of each packet", nullptr, true}, {"jitter", Shape::duration, "up to that much more or less"}};
  static const std::vector<KeyRule> loss{
      {"to", Shape::text, "the task or service", nullptr, true}, {"from", Shape::text, "only from this one"},
      {"percent", Shape::integer, "of the packets, 1 to 100", nullptr, true}};
  static const std::vector<KeyRule> keys{
      {"kill", Shape::text, "TASK/CONTAINER or a service: SIGKILL"},
      {"pause", Shape::text, "TASK/CONTAINER or a service: it stands still"},
      {"resume", Shape::text, "it goes on"},
      {"stop", Shape::text, "TASK: as ECS stops it"},
      {"restart", Shape::text, "SERVICE: with its data, until it is ready again"},
      {"blackhole", Shape::mapping, "packets vanish", &blackhole},
      {"latency", Shape::mapping, "packets are late", &latency},
      {"loss", Shape::mapping, "some packets vanish", &loss},
      {"clear", Shape::choice, "ends pauses, black holes, latency and loss", nullptr, false, {"all"}},
  };
  // clang-format on
  return keys;
}

void check_fault(Reader& reader, const Value& step, const Reading&) {
  const Value& written = *step.find("fault");
  if (!written.is_object()) return;
  if (written.members().size() != 1)
    return reader.report("wrong-fault", "a step does one fault", "fault", "make two steps of it");
  const Value::Member& member = written.members()[0];
  check_numbers(reader, member.key, member.value);
  if (reader.has("for") && !lasts(member.key))
    reader.report("wrong-fault", "\"" + member.key + "\" can't be taken back", "for",
                  "\"for\" stands beside pause, blackhole, latency and loss");
}

Tried try_fault(const Value& body, VerbContext& context, Milliseconds timeout) {
  Tried tried;
  const Value& written = *body.find("fault");
  tried.request = text_of(written);
  auto fault = fault_in(written);
  if (!fault) {
    tried.error = fault.error();
    return tried;
  }
  fault->lasting = duration_at(body, "for");
  const auto done = context.context.environment.fault(*fault, timeout);
  if (!done) {
    tried.error = done.error();
    return tried;
  }
  tried.response = "done";
  if (body.find("for") == nullptr) return tried;
  Fault end = *fault;
  end.end = true;
  context.fault_ends.push_back(end);
  return tried;
}

Result<Done> end_faults(VerbContext& context) {
  constexpr Milliseconds patience(10'000);
  for (const Fault& fault : std::exchange(context.fault_ends, {}))
    if (auto done = context.context.environment.fault(fault, patience); !done) return done;
  return Done{};
}

}  // namespace gonogo
