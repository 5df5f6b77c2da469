// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <doctest/doctest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "emulator/engine/engine.h"
#include "emulator/io/event_loop.h"
#include "tests/live/engine_contract/tested_engine.h"

namespace gonogo::test {

/// For cases about what only an engine that makes containers can do.
inline auto isolation() { return doctest::test_suite("isolation"); }

/// One engine in a world of its own, with a root file system of busybox. Every contract case gets a
/// fresh one, so that the cases hold for each engine that this can make.
class EngineHarness {
 public:
  EngineHarness();
  ~EngineHarness();

  Engine& engine() { return *engine_; }
  EventLoop& loop() { return loop_; }

  /// A container "t/<name>" of the network "t" that runs a line of shell.
  ContainerSpec shell(const std::string& name, const std::string& line) const;
  /// Adds and starts it; what it prints is in `output(name)`.
  void start(const ContainerSpec& spec);
  /// Runs the loop until an event of that kind about that container or exec has come; nothing after
  /// `limit`.
  template <typename T>
  const T* wait(const std::string& id, Milliseconds limit = Milliseconds(20'000));
  /// What a container or exec has printed, once it has ended.
  std::string output(const std::string& id);
  /// Runs a command in a container to its end.
  engine_event::ExecExited exec(const std::string& container, std::vector<std::string> argv,
                                Milliseconds timeout = Milliseconds(0));
  bool has_process(const std::string& command_line_part) const;
  void run_for(Milliseconds duration);
  /// Runs the loop until `done`; whether that came within `limit`.
  bool run_until(const std::function<bool()>& done, Milliseconds limit);

 private:
  void make_embedded();
  void make_attached();
  Descriptor output_file(const std::string& id) const;

  EventLoop loop_;
  std::string folder_;
  std::vector<EngineEvent> events_;
  std::unique_ptr<Engine> engine_;
  int execs_ = 0;
};

inline const std::string& id_of(const engine_event::Started& e) { return e.container; }
inline const std::string& id_of(const engine_event::StartFailed& e) { return e.container; }
inline const std::string& id_of(const engine_event::Ready& e) { return e.container; }
inline const std::string& id_of(const engine_event::Exited& e) { return e.container; }
inline const std::string& id_of(const engine_event::ExecExited& e) { return e.exec; }
inline const std::string& id_of(const engine_event::Removed& e) { return e.container; }

template <typename T>
const T* EngineHarness::wait(const std::string& id, Milliseconds limit) {
  const T* found = nullptr;
  run_until(
      [&] {
        for (const EngineEvent& event : events_)
          if (const T* match = std::get_if<T>(&event); match != nullptr && id_of(*match) == id)
            found = match;
        return found != nullptr;
      },
      limit);
  return found;
}

}  // namespace gonogo::test
