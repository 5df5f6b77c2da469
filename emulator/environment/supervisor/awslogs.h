// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/io/event_loop.h"
#include "emulator/io/files.h"
#include "emulator/io/regex.h"
#include "emulator/task/task_definition.h"

namespace gonogo {

/// What logConfiguration's options ask of the driver awslogs.
struct AwslogsOptions {
  std::string stream;        ///< "GROUP/PREFIX/CONTAINER/TASK-ID"
  std::string pattern{};     ///< RE2: what a line begins an event with; "": every line is one
  std::uint64_t buffer = 0;  ///< bytes, of mode non-blocking; 0: blocking, nothing is lost
};

AwslogsOptions awslogs_options(const LogConfiguration& log, const std::string& stream);

/// The buffer of mode non-blocking: what a container prints faster than it can be sent is lost once
/// the buffer is full.
class LogBuffer {
 public:
  explicit LogBuffer(std::uint64_t size) : size_(size) {}
  /// False when there is no room for the line; `now` never goes back.
  bool take(size_t bytes, Moment now);
  std::uint64_t lost() const { return lost_; }

 private:
  std::uint64_t size_;
  std::uint64_t filled_ = 0;
  std::uint64_t lost_ = 0;
  std::optional<Moment> since_{};
};

/// A stream of CloudWatch as a file: "TIME text", the further lines of an event as they are.
class EventFile {
 public:
  /// An Error in the words of the driver for a pattern that can't be read.
  static Result<std::unique_ptr<EventFile>> open(EventLoop& loop, const Clock& clock,
                                                 const Path& path, const std::string& pattern);
  EventFile(EventLoop& loop, const Clock& clock, Descriptor file, Pattern pattern);
  ~EventFile();

  void add(const std::string& line);
  /// The event ends here: the container has, or nothing came for a while.
  void flush();

 private:
  EventLoop& loop_;
  const Clock& clock_;
  Descriptor file_;
  Pattern begins_;
  std::string event_{};
  std::optional<EventLoop::Id> patience_{};
};

}  // namespace gonogo
