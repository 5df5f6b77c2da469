// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/io/files.h"

namespace gonogo {

/// How a process ended: `code` of its exit, or the `signal` that killed it.
struct ExitStatus {
  int code = 0;
  int signal = 0;
  bool success() const { return code == 0 && signal == 0; }
  /// As a shell says it: the code, or 128 + signal.
  int shell_code() const { return signal != 0 ? 128 + signal : code; }
  friend bool operator==(const ExitStatus&, const ExitStatus&) = default;
};

/// Decodes a status as wait(2) gives it.
ExitStatus exit_status_of(int wait_status);

struct SpawnSpec {
  std::vector<std::string> argv;
  std::optional<std::map<std::string, std::string>> environment{};  ///< default: inherited
  Path folder{};
  int in = -1;  ///< -1: /dev/null
  int out = -1;
  int err = -1;
  std::vector<int> keep{};       ///< further descriptors that the child has under the same numbers
  bool new_group = true;         ///< a process group of its own, so that all of it can be signalled
  bool die_with_parent = false;  ///< SIGKILL when the thread that started it ends
  Path guard{};  ///< gonogo-exec: all that the program starts ends with an interrupt, or with us
  std::vector<int> cgroups{};    ///< open cgroup.procs files that it joins before it executes
};

struct Child {
  pid_t pid = -1;
  Descriptor handle{};  ///< pidfd: readable when the process has ended
};

/// Starts a program found by PATH; a program that can't be executed is an Error `cannot-execute`.
/// No other descriptor leaks into it.
Result<Child> spawn(const SpawnSpec& spec);

struct RunSpec {
  std::vector<std::string> argv;
  std::optional<std::map<std::string, std::string>> environment{};
  Path folder{};
  std::string input{};
  Milliseconds timeout{Milliseconds(600'000)};
  size_t output_limit = 16U << 20U;  ///< bytes kept of each stream; the rest is read and dropped
  std::function<void(std::string_view line)> on_line{};  ///< each line of both streams as it comes
  Path guard{};                     ///< as in SpawnSpec
  bool through_interrupts = false;  ///< goes on although `interrupted` is set: for cleaning up
};

struct RunOutcome {
  ExitStatus status{};
  bool timed_out = false;
  std::string out{};
  std::string err{};
  bool out_cut = false;  ///< there was more than is kept of it
  bool err_cut = false;
  Nanoseconds duration{};
};

/// Starts processes and waits for them: the seam that tests replace.
struct Processes {
  virtual ~Processes() = default;
  /// Runs to the end. At the time-out or when `interrupted` is set its whole process group gets
  /// SIGTERM, 500 ms later SIGKILL. It dies with its parent.
  virtual Result<RunOutcome> run(const RunSpec& spec) = 0;
};

class RealProcesses final : public Processes {
 public:
  Result<RunOutcome> run(const RunSpec& spec) override;
};

/// Where a program is on PATH, or nothing.
std::optional<Path> find_program(const std::string& name);

}  // namespace gonogo
