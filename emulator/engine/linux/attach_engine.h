// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>

#include "emulator/engine/engine.h"
#include "emulator/io/event_loop.h"
#include "emulator/io/process.h"

namespace gonogo {

struct AttachOptions {
  Path exec_helper;  ///< gonogo-exec
};

/// Containers as plain processes of this machine, for where none can be made: the machine's own
/// files, user and network, no limits. Each runs under gonogo-exec, so that it ends with all that
/// it started; a bind mount of a file is kept by giving its source in place of its target in a
/// command's words.
class AttachEngine final : public Engine {
 public:
  AttachEngine(EventLoop& loop, AttachOptions options, OnEngineEvent on_event);
  ~AttachEngine() override;

  Result<Done> begin() override { return Done{}; }
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
  /// The machine's own folder of that path.
  Result<Descriptor> open_folder(const std::string& container, const std::string& path) override;
  Result<Done> pause(const std::string& container) override;
  Result<Done> resume(const std::string& container) override;
  Result<Done> impair(const std::string& network,
                      const std::vector<Impairment>& impairments) override;
  Result<Done> remove(const std::string& container) override;

 private:
  struct Container;
  struct Exec;

  Container* find(const std::string& id);
  Result<Container*> running(const std::string& id);
  Result<Done> watch_start(Container& container, Descriptor report);
  void read_report(Container& container);
  void container_ended(Container& container);
  void exec_ended(Exec& exec);
  void time_out(Exec& exec);
  Result<Done> take_away(const std::string& id);

  EventLoop& loop_;
  AttachOptions options_;
  OnEngineEvent on_event_;
  std::map<std::string, std::unique_ptr<Container>> containers_;
  std::map<std::string, std::unique_ptr<Exec>> execs_;
};

}  // namespace gonogo
