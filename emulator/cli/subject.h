// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/cli/load_project.h"
#include "emulator/cli/scenario_files.h"
#include "emulator/gate/gate.h"
#include "emulator/run/run_result.h"

namespace gonogo::cli {

/// What of a run's subject can be told from the checkout alone: everything but images and services.
/// Both `run` and `gate` ask here, so that they can't differ. Errors: git-unreadable, or a file that
/// can't be read.
Result<Subject> read_subject(const LoadedProject& loaded, const ScenarioFiles& scenarios);

/// Takes in that the checkout may have changed since `subject` was read: dirty then.
Result<Done> look_again(const LoadedProject& loaded, Subject& subject);

/// Images and services, as the plan has them.
void add_plan(const EnvironmentPlan& plan, Subject& subject);

std::string policy_digest(const Policy& policy);

Checkout checkout_of(const Subject& subject, const Policy& policy, WallTime now);

}  // namespace gonogo::cli
