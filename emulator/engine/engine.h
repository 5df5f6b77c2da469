// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/engine/impairment.h"
#include "emulator/io/files.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// Where a task finds the ECS agent's endpoints; an address of the VPC's own namespace.
inline constexpr const char* agent_address = "169.254.170.2";

/// What an engine can do on this machine, found out by trying.
struct Capabilities {
  std::string engine;  ///< "embedded", "attach"
  struct Probe {
    std::string name;
    bool works = false;
    bool optional = false;  ///< without it there is an environment all the same
    std::string detail{};
    std::string hint{};
  };
  std::vector<Probe> probes{};
  bool memory_limits = false;
};

/// A command run inside a container. Its descriptors stay the caller's.
struct ExecSpec {
  std::string id;         ///< the caller's, unique while it runs
  std::string container;
  std::vector<std::string> argv{};
  std::vector<std::pair<std::string, std::string>> environment{};  ///< beside the container's own
  int in = -1;
  int out = -1;
  int err = -1;
  Milliseconds timeout{0};  ///< 0: none. At the time-out all of its processes are killed.
};

struct Usage {
  std::uint64_t memory = 0;  ///< bytes
  std::uint64_t memory_peak = 0;
  std::uint64_t memory_limit = 0;
  std::uint64_t cpu = 0;  ///< nanoseconds used so far
};

/// What has gone through a network's interface so far.
struct NetworkUsage {
  std::uint64_t received_bytes = 0;
  std::uint64_t received_packets = 0;
  std::uint64_t sent_bytes = 0;
  std::uint64_t sent_packets = 0;
};

/// What an engine tells, in the order in which it happened.
namespace engine_event {
struct Started { std::string container; };
struct StartFailed { std::string container; std::string reason; };
struct Ready { std::string container; };  ///< said so itself through $NOTIFY_SOCKET
struct Exited { std::string container; int code = 0; int signal = 0; bool out_of_memory = false; };
/// `code`: the command's own; 125: the engine could not run it; 126/127: it is not executable or not
/// there; 137 with `timed_out` when its time was over.
struct ExecExited { std::string exec; int code = 0; bool timed_out = false; };
struct Removed { std::string container; };
struct Lost { std::string reason; };  ///< the engine itself can no longer be used
}  // namespace engine_event
using EngineEvent = std::variant<engine_event::Started, engine_event::StartFailed,
                                 engine_event::Ready, engine_event::Exited,
                                 engine_event::ExecExited, engine_event::Removed,
                                 engine_event::Lost>;

/// Hands that make networks and containers. No verb blocks; what becomes of it is told by events. An
/// Error means that the verb itself could not be done. Ids are the caller's.
struct Engine {
  virtual ~Engine() = default;
  /// Makes what all containers share; before any other verb.
  virtual Result<Done> begin() = 0;
  virtual Capabilities capabilities() = 0;
  virtual Result<Done> add_network(const NetworkSpec& network) = 0;
  virtual Result<Done> add_container(const ContainerSpec& container) = 0;
  /// `out` and `err` take what the container prints; they stay the caller's.
  virtual Result<Done> start(const std::string& container, int out, int err) = 0;
  virtual Result<Done> signal(const std::string& container, const std::string& signal) = 0;
  virtual Result<Done> exec(const ExecSpec& exec) = 0;
  /// All of its processes are killed, as at its time-out; one that has ended is nothing to do.
  virtual void end_exec(const std::string& exec) = 0;
  virtual Result<Usage> usage(const std::string& container) = 0;
  virtual Result<NetworkUsage> network_usage(const std::string& network) = 0;
  /// An unconnected TCP socket inside a network; "" is the VPC's own.
  virtual Result<Descriptor> open_socket(const std::string& network) = 0;
  /// A folder inside a container's root, to be opened relative to it (O_PATH).
  virtual Result<Descriptor> open_folder(const std::string& container, const std::string& path) = 0;
  /// Stops all of a container's own processes where they are, or lets them go on. What is executed in
  /// it meanwhile runs, as it would beside an app that hangs.
  virtual Result<Done> pause(const std::string& container) = 0;
  virtual Result<Done> resume(const std::string& container) = 0;
  /// From now on exactly these hold for a network; an empty list makes it whole again. Errors:
  /// `fault-unavailable`, `latency-unavailable`.
  virtual Result<Done> impair(const std::string& network,
                              const std::vector<Impairment>& impairments) = 0;
  /// Kills what runs in it and takes its root away.
  virtual Result<Done> remove(const std::string& container) = 0;
};

using OnEngineEvent = std::function<void(const EngineEvent&)>;

}  // namespace gonogo
