// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "emulator/cli/loading.h"
#include "emulator/cli/planning.h"
#include "emulator/environment/client/attached_services.h"

namespace gonogo {

/// As load, for commands that make images or environments. The engine is "embedded" or "attach"; `auto`
/// is attach only where namespaces can't be made and the project says how its tasks run without: then one
/// line tells so. Unless it is attach an ordinary user is root of a user namespace from then on.
std::optional<Loaded> load_with_engine(const Options& options, World& world);

/// An embedded engine's first step, by its own call; what kept it from it.
Result<Done> probe_namespaces();

/// Attaches to the servers of a project of engine attach, and notes their versions in `images`.
/// Null for another engine.
Result<std::unique_ptr<AttachedServices>> attach_services(const Loaded& loaded, Images& images,
                                                          bool adopt, World& world,
                                                          Progress& progress);

/// Where a run's environments come from, after the engine. `services` must outlive it.
std::unique_ptr<EnvironmentSource> make_source(PlanOfWorld plan, WorldOptions options,
                                               size_t expected, AttachedServices* services,
                                               World& world);

}  // namespace gonogo
