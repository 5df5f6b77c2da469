// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "emulator/environment/client/remote_environment.h"
#include "emulator/environment/client/world_folder.h"
#include "emulator/environment/client/worlds.h"
#include "emulator/io/interrupt.h"
#include "emulator/io/process.h"

namespace gonogo {

/// An environment that this process started: it ends with this, unless it was detached.
class OwnWorld final : public RemoteEnvironment {
 public:
  /// Starts the supervisor; does not wait for what it does.
  static Result<std::unique_ptr<OwnWorld>> launch(EnvironmentPlan plan, const WorldOptions& options,
                                                  World& world);
  OwnWorld(WorldFolder folder, Child supervisor, Descriptor lifeline, Moment birth,
           EnvironmentPlan plan, std::string log_folder);
  ~OwnWorld() override;

  /// Waits until all is ready. Errors: worlds.h.
  Result<Done> wait_until_ready(const OnStartRows& on_rows);
  Result<Done> detach() override;

 private:
  Result<Done> hear(const Packet& packet, bool& ready);
  Error error_of(const Loss& loss) const;
  Error supervisor_error(const Error& seen) const;
  void show(const OnStartRows& on_rows) const;

  WorldFolder folder_;
  Child supervisor_;
  EndsWithInterrupt ends_;
  Descriptor lifeline_;
  Moment birth_;
  bool detached_ = false;
  std::vector<TimelineEntry> heard_;
};

}  // namespace gonogo
