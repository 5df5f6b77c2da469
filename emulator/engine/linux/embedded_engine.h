// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "emulator/engine/engine.h"
#include "emulator/engine/linux/bundle.h"
#include "emulator/engine/linux/cgroups.h"
#include "emulator/io/event_loop.h"
#include "emulator/io/process.h"

namespace gonogo {

struct EmbeddedOptions {
  std::string environment;
  Path run_folder;   ///< on tmpfs, seen by this mount namespace only
  Path exec_helper;  ///< gonogo-exec
  std::string vpc_cidr;
  std::string gateway;
  std::string resolver;
};

/// Containers by crun, networks by netlink, limits by control groups. Must be PID 1 of its own PID,
/// mount, network, IPC and UTS namespaces (launch.h), with one thread: it reaps every process there.
class EmbeddedEngine final : public Engine {
 public:
  EmbeddedEngine(EventLoop& loop, EmbeddedOptions options, OnEngineEvent on_event);
  ~EmbeddedEngine() override;

  /// Makes the VPC: bridge, gateway and resolver address, control groups, the reaper.
  Result<Done> begin() override;

  Capabilities capabilities() override;
  Result<Done> add_network(const NetworkSpec& network) override;
  Result<Done> add_container(const ContainerSpec& container) override;
  Result<Done> start(const std::string& container, int out, int err) override;
  Result<Done> signal(const std::string& container, const std::string& signal) override;
  Result<Done> exec(const ExecSpec& exec) override;
  void end_exec(const std::string& exec) override;
  Result<Usage> usage(const std::string& container) override;
  Result<NetworkUsage> network_usage(const std::string& network) override;
  Result<Descriptor> open_socket(const std::string& network) override;
  Result<Descriptor> open_folder(const std::string& container, const std::string& path) override;
  Result<Done> pause(const std::string& container) override;
  Result<Done> resume(const std::string& container) override;
  Result<Done> impair(const std::string& network,
                      const std::vector<Impairment>& impairments) override;
  Result<Done> remove(const std::string& container) override;

  const std::vector<Path>& cgroup_folders() const { return cgroups_.folders(); }

 private:
  struct Network;
  struct Container;
  struct Exec;
  /// What the containers of a task share beside its limits.
  struct Pool {
    Path storage{};      ///< a file system of limited size; "" without a limit
    pid_t holder = -1;   ///< the first process of the namespace that they share
  };

  void reap();
  void ended(pid_t pid, ExitStatus status);
  void runtime_ended(Container& container, ExitStatus status);
  void container_ended(Container& container, ExitStatus status);
  void exec_runtime_ended(Exec& exec, ExitStatus status);
  void exec_ended(Exec& exec, int code);
  void time_out(Exec& exec);
  Result<Done> set_rules(const std::vector<Impairment>& impairments);
  Result<Done> take_away(Container& container);
  Result<Done> add_pool(const std::string& pool, const ContainerSpec& first);
  Result<pid_t> hold_processes() const;
  Path storage_of(const Container& container) const;
  Result<Done> prepare_root(Container& container);
  Result<Done> prepare_volumes(const Container& container, BundleSurroundings& surroundings);
  Result<std::string> network_path(const ContainerSpec& spec) const;
  Result<Path> etc_of(const ContainerSpec& spec) const;
  Result<Value> filter_for(const ContainerSpec& spec);
  Result<Done> set_network_controls(const Container& container);
  Result<Done> write_bundle(Container& container);
  Result<Done> listen_for_ready(Container& container);
  void read_notification(Container& container);
  Result<pid_t> run_runtime(const std::vector<std::string>& words, const Container& container,
                            int in, int out, int err);
  std::string runtime_error(const Path& log) const;
  Container* find(const std::string& id);
  void tell(const EngineEvent& event);

  EventLoop& loop_;
  EmbeddedOptions options_;
  OnEngineEvent on_event_;
  Cgroups cgroups_;
  Descriptor signals_;
  std::map<std::string, std::unique_ptr<Network>> networks_;
  std::map<std::string, std::unique_ptr<Container>> containers_;
  std::map<std::string, std::unique_ptr<Exec>> execs_;
  std::map<pid_t, ExitStatus> early_;  ///< ended before it was known what they are
  std::map<std::string, Pool> pools_;
  std::optional<Value> seccomp_{};  ///< Docker's profile, once it was needed
  int links_ = 0;
  std::uint64_t exec_serial_ = 0;
};

}  // namespace gonogo
