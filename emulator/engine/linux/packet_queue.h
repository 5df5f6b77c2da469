// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/engine/impairment.h"
#include "emulator/io/event_loop.h"

namespace gonogo {

/// Holds back or drops the packets that a network's rules send to the queue (NFQUEUE; the kernel's
/// netem does the same, where a kernel has it, but can't tell callers apart). It only sees numbers and
/// marks, never what packets carry.
class PacketQueue {
 public:
  /// Opened in the caller's network namespace. An Error `latency-unavailable` where the kernel has no
  /// such queue.
  static Result<std::unique_ptr<PacketQueue>> open(EventLoop& loop,
                                                   std::vector<Impairment> impairments);
  ~PacketQueue();

 private:
  struct Socket;
  PacketQueue(EventLoop& loop, std::vector<Impairment> impairments);
  Result<Done> bind();
  void judge(std::uint32_t packet, std::uint32_t mark);
  void release(std::uint32_t packet, bool accept);

  EventLoop& loop_;
  std::vector<Impairment> impairments_;
  std::unique_ptr<Socket> socket_;
  EventLoop::Id watch_ = 0;
  std::map<std::uint32_t, EventLoop::Id> held_;  ///< packet → timer
  // The same numbers in each run: a scenario that fails by loss can be tried again.
  std::mt19937 random_{42};
};

}  // namespace gonogo
