// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/io/event_loop.h"
#include "emulator/io/files.h"

namespace gonogo {

/// Carries TCP connections from the host's loopback to a task. Dies with the supervisor.
class Forwarder {
 public:
  /// Makes an unconnected socket inside the VPC.
  using MakeSocket = std::function<Result<Descriptor>()>;

  Forwarder(EventLoop& loop, MakeSocket make_socket);
  ~Forwarder();

  /// Carries between a caller and whom it wants, both of them connected or about to be.
  void join(Descriptor caller, Descriptor wanted);
  /// Takes over a listening socket.
  void publish(Descriptor listener, std::string address, std::uint16_t port);

 private:
  struct Connection;
  struct Listener;
  void accept(Listener& listener);
  void step(Connection& connection);
  void forget(Connection& connection);

  EventLoop& loop_;
  MakeSocket make_socket_;
  std::vector<std::unique_ptr<Listener>> listeners_;
  std::vector<std::unique_ptr<Connection>> connections_;
};

}  // namespace gonogo
