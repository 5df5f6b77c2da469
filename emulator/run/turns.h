// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <mutex>

namespace gonogo {

/// Many may run at a time, or one alone: whoever wants to be alone waits for those that run, and
/// nobody new begins before it is done.
class Turns {
 public:
  class Turn {
   public:
    Turn(Turns& turns, bool alone) : turns_(turns), alone_(alone) {}
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    ~Turn() { turns_.end(alone_); }

   private:
    Turns& turns_;
    bool alone_;
  };

  Turn together() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return waiting_ == 0 && !alone_; });
    ++running_;
    return {*this, false};
  }

  Turn alone() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.wait(lock, [&] { return running_ == 0 && !alone_; });
    --waiting_;
    alone_ = true;
    return {*this, true};
  }

 private:
  void end(bool alone) {
    const std::scoped_lock lock(mutex_);
    if (alone)
      alone_ = false;
    else
      --running_;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  int running_ = 0;
  int waiting_ = 0;
  bool alone_ = false;
};

}  // namespace gonogo
