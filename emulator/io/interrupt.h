// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <utility>

namespace gonogo {

/// Makes SIGINT, SIGTERM and SIGHUP set a flag instead of ending this process, unless it was started
/// with that signal ignored, and SIGPIPE nothing; a second SIGINT ends it at once with code 130.
void watch_interrupts();

/// As if such a signal had come: nobody is left who listens.
void interrupt();

/// Whether such a signal has come, or the pipe that is printed into has lost its reader.
bool interrupted();

/// The same, without a look at the pipe: what is left to do is to say how it ended.
bool interrupt_came();

/// A descriptor that is readable from then on: to be put into a poll beside what is waited for.
int interrupt_descriptor();

/// A process that gets SIGKILL as soon as a signal comes, so that whoever waits for its answer is not
/// held up. `handle`: its pidfd, which must be open as long as this lives.
class EndsWithInterrupt {
 public:
  EndsWithInterrupt() = default;
  explicit EndsWithInterrupt(int handle);
  EndsWithInterrupt(EndsWithInterrupt&& other) noexcept
      : place_(std::exchange(other.place_, nullptr)) {}
  EndsWithInterrupt& operator=(EndsWithInterrupt&& other) noexcept {
    release();
    place_ = std::exchange(other.place_, nullptr);
    return *this;
  }
  EndsWithInterrupt(const EndsWithInterrupt&) = delete;
  EndsWithInterrupt& operator=(const EndsWithInterrupt&) = delete;
  ~EndsWithInterrupt() { release(); }
  void release();

 private:
  std::atomic<int>* place_ = nullptr;
};

}  // namespace gonogo
