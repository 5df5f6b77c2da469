// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/environment/supervisor/awslogs.h"
#include "emulator/io/event_loop.h"
#include "emulator/io/files.h"

namespace gonogo {

/// The ends that a container prints into.
struct OutputEnds {
  Descriptor out;
  Descriptor err;
};

/// Takes what containers print into `<folder>/<id>.log`, a line each:
/// "2026-11-24T14:02:11.204000000Z backend/app out text".
class Logs {
 public:
  using OnLine = std::function<void(const std::string& line)>;

  Logs(EventLoop& loop, const Clock& clock, Path folder);
  ~Logs();

  /// Pipes for one run of a container. A line longer than 16 KiB is cut into several, as ECS does.
  Result<OutputEnds> open(const std::string& id, const OnLine& on_line = {});
  /// What awslogs would make of a container's lines: `awslogs/<stream>` is a second name of its
  /// log, or, where several lines are one event, a file of its own. What its buffer would lose is
  /// counted; the log keeps it. An Error in AWS's words when the driver would not start.
  Result<Done> forward(const std::string& id, const AwslogsOptions& options);
  /// Lines that awslogs would have lost.
  std::uint64_t lost_lines(const std::string& id) const;
  /// The last words of a container: at most `count` of its lines, without time and stream.
  std::vector<std::string> last_lines(const std::string& id, size_t count) const;

 private:
  struct Stream;
  struct File;
  void read_stream(Stream& stream);
  void write_line(Stream& stream, const std::string& text);
  void send(File& file, const std::string& text);
  void link(const std::string& id, const std::string& name);
  Result<Descriptor> add_stream(File& file, const char* name, const OnLine& on_line);

  EventLoop& loop_;
  const Clock& clock_;
  Path folder_;
  std::map<std::string, std::unique_ptr<File>> files_;
  std::map<int, std::unique_ptr<Stream>> streams_;
};

}  // namespace gonogo
