// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

#include "emulator/base/clock.h"

namespace gonogo {

/// Waits for descriptors and moments on one thread.
class EventLoop {
 public:
  using Callback = std::function<void()>;
  using Id = std::uint64_t;

  EventLoop();
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  /// Calls back each time `descriptor` can be read (or has hung up) until unwatched. The descriptor
  /// stays the caller's, who unwatches before closing it.
  Id watch(int descriptor, Callback on_readable);
  Id watch_writable(int descriptor, Callback on_writable);
  /// Calls back once, not before `when`.
  Id at(Moment when, Callback callback);
  /// Calls back once, as soon as the running callback has returned.
  Id soon(Callback callback);
  /// Forgets a watch or a timer; an unknown id is ignored. Safe inside its own callback.
  void cancel(Id id);

  void run();
  void stop();

 private:
  struct Loop;
  std::unique_ptr<Loop> loop_;
};

}  // namespace gonogo
