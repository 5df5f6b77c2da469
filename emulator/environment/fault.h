// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"

namespace gonogo {

/// What a scenario does to its world on purpose.
struct Fault {
  enum class Kind { kill, pause, resume, stop, restart, blackhole, latency, loss, clear };
  Kind kind = Kind::clear;
  /// kill, pause, resume: a container ("task/container") or a service; stop: a task; restart: a service.
  std::string target{};
  /// blackhole, latency, loss: a task or service. Without `from`, calls of every task and service are
  /// meant; the scenario's own requests are not.
  std::string from{};
  std::string to{};
  std::uint16_t port = 0;  ///< that is called; 0: every one
  Milliseconds delay{};    ///< of each packet towards `to`
  Milliseconds jitter{};   ///< up to that much more or less
  int percent = 0;         ///< of the packets, 1-100
  /// Ends what the same fault without this began: pause, blackhole, latency, loss.
  bool end = false;
  /// After that it is taken back, whatever the scenario does meanwhile; 0: only when it is ended.
  Milliseconds lasting{};
};

/// "kill", "blackhole" …
std::string_view to_text(Fault::Kind kind);

Value to_value(const Fault& fault);
/// An Error `bad-request` for an unknown kind.
Result<Fault> fault_of(const Value& value);

}  // namespace gonogo
