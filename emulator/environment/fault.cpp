// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/fault.h"

#include <array>
#include <utility>

#include "emulator/base/members.h"

namespace gonogo {
namespace {

constexpr std::array<std::pair<Fault::Kind, std::string_view>, 9> kinds{
    {{Fault::Kind::kill, "kill"},
     {Fault::Kind::pause, "pause"},
     {Fault::Kind::resume, "resume"},
     {Fault::Kind::stop, "stop"},
     {Fault::Kind::restart, "restart"},
     {Fault::Kind::blackhole, "blackhole"},
     {Fault::Kind::latency, "latency"},
     {Fault::Kind::loss, "loss"},
     {Fault::Kind::clear, "clear"}}};

}  // namespace

std::string_view to_text(Fault::Kind kind) {
  for (const auto& [known, name] : kinds)
    if (known == kind) return name;
  return "";
}

Value to_value(const Fault& fault) {
  return Value::object({{"kind", std::string(to_text(fault.kind))},
                        {"target", fault.target},
                        {"from", fault.from},
                        {"to", fault.to},
                        {"port", fault.port},
                        {"delay", static_cast<std::int64_t>(fault.delay.count())},
                        {"jitter", static_cast<std::int64_t>(fault.jitter.count())},
                        {"percent", fault.percent},
                        {"end", fault.end},
                        {"lasting", static_cast<std::int64_t>(fault.lasting.count())}});
}

Result<Fault> fault_of(const Value& value) {
  for (const auto& [kind, name] : kinds)
    if (text_of(value, "kind") == name)
      return Fault{.kind = kind,
                   .target = text_of(value, "target"),
                   .from = text_of(value, "from"),
                   .to = text_of(value, "to"),
                   .port = static_cast<std::uint16_t>(number_of(value, "port")),
                   .delay = Milliseconds(number_of(value, "delay")),
                   .jitter = Milliseconds(number_of(value, "jitter")),
                   .percent = static_cast<int>(number_of(value, "percent")),
                   .end = flag_of(value, "end"),
                   .lasting = Milliseconds(number_of(value, "lasting"))};
  return fail({.code = "bad-request",
               .what = "there is no such fault",
               .seen = text_of(value, "kind")});
}

}  // namespace gonogo
