// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/environment/fault.h"
#include "emulator/io/http.h"
#include "emulator/io/mysql.h"
#include "emulator/io/process.h"
#include "emulator/io/redis.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// One moment of an environment's life. `who`: "task/container", a task, a service, or "" for all.
struct TimelineEntry {
  Nanoseconds t{};  ///< since the environment was started
  std::string who;
  std::string event;  ///< started ready healthy unhealthy exited … (lifecycle.h)
  std::string text{};
  int world = 0;  ///< which of a run's worlds, from 1; 0 while it is the only one spoken of
};

/// A call to something beyond the VPC, or a name that nobody has.
struct RefusedCall {
  std::string from;
  std::string to;  ///< name, or address:port
  int count = 0;
};

/// Something ended without being asked to.
struct Loss {
  enum class Kind { infrastructure, product };
  Kind kind = Kind::infrastructure;
  std::string who;     ///< "mysql", "backend/app"
  std::string what;    ///< "exited (signal 9)"
  Nanoseconds t{};
  std::string detail{};  ///< ECS's words, where there are some
};

struct ExecRequest {
  std::string container;  ///< "task/container" or a service
  std::vector<std::string> argv{};
  std::vector<std::pair<std::string, std::string>> environment{};
  std::string input{};
  Milliseconds timeout{10'000};
};

/// A program of this machine that runs in the VPC's own network: a browser.
struct ProgramRequest {
  std::vector<std::string> argv{};
  std::map<std::string, std::string> environment{};  ///< the whole of it
  int output = -1;                                   ///< takes stdout and stderr; stays the caller's
};

/// A running environment as scenarios and reports reach it. Errors with code `environment-lost` mean
/// that the supervisor no longer answers.
struct Environment {
  virtual ~Environment() = default;
  virtual const EnvironmentPlan& plan() const = 0;

  /// A client whose connections are made inside the VPC and that knows the VPC's names.
  virtual std::unique_ptr<HttpClient> http() = 0;
  /// The client of a MySQL service; kept and made anew when it broke.
  virtual Result<SqlClient*> sql(const std::string& service) = 0;
  virtual Result<RedisClient*> redis(const std::string& service) = 0;
  virtual Result<RunOutcome> exec(const ExecRequest& request) = 0;
  /// Starts a program. It and its process group are killed when the descriptor is closed, and end
  /// with the environment in any case.
  virtual Result<Descriptor> start_program(const ProgramRequest&) {
    return fail({.code = "not-supported", .what = "this engine runs no program in its network"});
  }
  /// A client for what such a program serves on 127.0.0.1.
  virtual std::unique_ptr<HttpClient> program_http() { return http(); }
  /// The bytes of a file inside a container, at most `limit`.
  virtual Result<std::string> read(const std::string& container, const std::string& path,
                                   size_t limit) = 0;
  /// Does something to the world on purpose and waits for it: a kill until it is dead, a stop until
  /// the task has stopped, a restart until the service is ready again. What ends by it is no loss.
  /// Errors: `unknown-container`, `unknown-task`, `unknown-service`, `not-running`, `timed-out`,
  /// `fault-unavailable`, `latency-unavailable`.
  virtual Result<Done> fault(const Fault& fault, Milliseconds timeout) = 0;

  /// Takes in what has happened so far; the first unasked-for end, if there was one.
  virtual std::optional<Loss> loss() = 0;
  virtual std::vector<TimelineEntry> timeline() = 0;
  virtual std::vector<RefusedCall> refused() = 0;
  /// DescribeTasks' shape: `{"tasks":[…],"failures":[]}`, with "services" beside.
  virtual Result<Value> describe() = 0;
  /// Log lines of a container from a moment on, at most `limit`, as written to its file.
  virtual std::vector<std::string> log_lines(const std::string& container, WallTime from,
                                             size_t limit) = 0;
  virtual std::string log_folder() const = 0;
  /// Leaves it up beyond the end of this object and this process; `down` ends it. An Error where
  /// that can't be.
  virtual Result<Done> detach() {
    return fail({.code = "not-yet", .what = "this environment can't be left up"});
  }
  /// host port on 127.0.0.1 where a task is published; 0 when it is not.
  virtual std::uint16_t published_port(const std::string& task) const = 0;
};

/// Where worlds come from: a scenario gets one in pristine state.
struct EnvironmentSource {
  virtual ~EnvironmentSource() = default;
  /// Whether the last world has to be gone before the next can be.
  virtual bool one_at_a_time() const { return false; }
  /// An environment that is wholly ready and that nobody has touched. It ends with the pointer.
  virtual Result<std::unique_ptr<Environment>> next() = 0;
};

}  // namespace gonogo
