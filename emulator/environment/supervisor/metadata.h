// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/base/value.h"
#include "emulator/engine/engine.h"
#include "emulator/environment/supervisor/task_driver.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// What the ECS agent tells a task about itself, in the agent's shapes (amazon-ecs-agent,
/// ecs-agent/tmds/handlers). Version 4 has more of the network and of the logs than 3 and 2.
struct MetadataSource {
  const EnvironmentPlan& plan;
  const TaskDriver& task;
  WallTime wall;
  Moment now;
  int version = 4;
};

/// The agent's id of a container (32 hexadecimal digits, a hyphen, 10 digits): the last part of
/// $ECS_CONTAINER_METADATA_URI_V4.
std::string docker_id_of(const ContainerSpec& container);
/// An ARN of ECS in the account of every emulated resource: `rest` is "task/…", "cluster/…".
std::string arn_of(const EnvironmentPlan& plan, const std::string& rest);
std::string task_arn_of(const EnvironmentPlan& plan, const TaskPlan& task);

Value container_metadata(const MetadataSource& source, const ContainerSpec& container);
Value task_metadata(const MetadataSource& source);

/// The credentials that stand in for the task role's. AWS would refuse them: nobody signed them.
Value credentials(const TaskPlan& task, WallTime now);

/// Docker's stats, as far as control groups and the interface tell them.
Value stats(const ContainerSpec& container, const Usage& usage, const NetworkUsage& network,
            WallTime now);

}  // namespace gonogo
