// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/io/files.h"
#include "emulator/io/sockets.h"

namespace gonogo {

/// Asks a supervisor. Every request has a connection of its own. Errors: `environment-lost` when
/// nobody answers, `interrupted`, else what the supervisor refused with.
class ControlClient {
 public:
  explicit ControlClient(Path door) : door_(std::move(door)) {}

  /// Sends a request; the answer comes on the socket.
  Result<Descriptor> send(const Value& request, const std::vector<int>& descriptors = {}) const;
  Result<Packet> ask(const Value& request, Milliseconds timeout) const;
  /// The document that a request is answered with.
  Result<Value> document(const std::string& op) const;
  /// The one descriptor that a request is answered with.
  Result<Descriptor> open(const Value& request) const;

 private:
  Path door_;
};

/// Waits for the answer on a socket that `send` gave.
Result<Packet> receive_answer(int socket, Milliseconds timeout);

}  // namespace gonogo
