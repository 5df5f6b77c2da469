// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "emulator/environment/client/attached_server.h"
#include "emulator/environment/client/environment.h"
#include "emulator/environment/client/worlds.h"

namespace gonogo {

/// Schema and seed by service.
using ServiceScripts = std::map<std::string, std::vector<SqlScript>>;

/// All servers of a plan that ran before us. When this ends they are empty, as they were found.
class AttachedServices {
 public:
  /// Attaches to each in turn; errors: attached_server.h.
  static Result<std::unique_ptr<AttachedServices>> attach(const EnvironmentPlan& plan,
                                                          ServiceScripts scripts, bool adopt,
                                                          World& world);
  explicit AttachedServices(World& world) : world_(world) {}
  AttachedServices(const AttachedServices&) = delete;
  AttachedServices& operator=(const AttachedServices&) = delete;
  ~AttachedServices();

  std::map<std::string, std::string> versions() const;
  Result<Done> reset();
  /// The first that was lost.
  std::optional<Loss> loss();
  /// What was put in stays there: for a world that outlives this process.
  void keep() { keep_ = true; }

 private:
  World& world_;
  std::vector<std::unique_ptr<AttachedServer>> servers_;
  bool keep_ = false;
};

/// Environments of engine attach, one after the other: the servers are made pristine before each. A
/// port that somebody listens on already is an Error `port-in-use`.
std::unique_ptr<EnvironmentSource> make_attach_source(PlanOfWorld plan, WorldOptions options,
                                                      AttachedServices& services, World& world);

/// An Error `port-in-use` when somebody listens where a container of the plan will.
Result<Done> check_ports_are_free(const EnvironmentPlan& plan);

}  // namespace gonogo
