// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/engine/engine.h"
#include "emulator/environment/supervisor/forward.h"
#include "emulator/io/event_loop.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// Stands in the VPC for what is beyond it. Connections come about in the host's network namespace, by
/// a process there (`serve_outside`) that is asked over a socket and answers with a connected one.
class Outside {
 public:
  Outside(EventLoop& loop, Descriptor socket, Forwarder& forwarder);
  ~Outside();

  /// Listens in the network of that external.
  Result<Done> stand_in(const ExternalPlan& external, Engine& engine);

 private:
  void accept(int listener, const ExternalPlan& external);
  void take_answers();

  EventLoop& loop_;
  Descriptor socket_;
  Forwarder& forwarder_;
  std::vector<Descriptor> listeners_;
  std::map<std::int64_t, Descriptor> callers_;  ///< by the id of what was asked for them
  EventLoop::Id watch_ = 0;
  std::int64_t serial_ = 0;
};

/// The process in the host's namespace: takes `{"id","host","port"}` from a socket, connects, and
/// answers `{"id"}` with the connection or `{"id","error"}`. Ends with its asker.
int serve_outside(int socket);

}  // namespace gonogo
