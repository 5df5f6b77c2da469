// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "emulator/project/plan.h"

namespace gonogo {

/// Where services listen in their containers, and where a server of the machine is looked for.
inline constexpr std::uint16_t mysql_port = 3306;
inline constexpr std::uint16_t redis_port = 6379;

/// Makes the plan of one service with its container.
Result<ServicePlan> plan_service(const PlanInputs& inputs, const ServiceEntry& entry,
                                 Redactor& redactor);

/// Makes the plan of one task with its containers.
Result<TaskPlan> plan_task(const PlanInputs& inputs, const TaskEntry& entry,
                           const TaskDefinition& definition, const std::string& address,
                           Redactor& redactor);

/// The VPC's resolver: answers the plan's names, and NXDOMAIN for every other.
Result<ContainerSpec> plan_resolver(const PlanInputs& inputs, const EnvironmentPlan& plan);

/// Fills in what is not exactly as on Fargate, and what has no effect here.
void note_parity(const PlanInputs& inputs, EnvironmentPlan& plan);

/// Tells of each parameter that the definitions use whether it is mirrored, after the notes.
void list_parameters(EnvironmentPlan& plan);

/// Engine attach: the definition with the ports where its containers listen on this machine.
TaskDefinition attach_definition(const TaskEntry& entry, TaskDefinition definition);

/// Engine attach: command, folder, variables and files of the process that stands for a container. An
/// Error `attach-no-command` where nothing says them.
Result<Done> attach_container(const PlanInputs& inputs, const TaskEntry& entry,
                              const ContainerDefinition& container, ContainerSpec& spec);

/// Engine attach: a service that runs already. An Error `attach-service` for what can't be reset.
Result<ServicePlan> attach_service(const PlanInputs& inputs, const ServiceEntry& entry,
                                   const Secret& password, Redactor& redactor);

/// Engine attach: the parity id of what a process can't have of a parameter; "" where it is as in a
/// container.
std::string_view attach_parity(std::string_view parameter);

/// Engine attach: names become addresses, and what is not as in containers is noted. Two listeners of
/// one port are an Error `attach-port-conflict`.
Result<Done> finish_attach(const PlanInputs& inputs, EnvironmentPlan& plan, Redactor& redactor);

/// Docker's default set of capabilities (moby: oci/caps/defaults.go), which Fargate keeps.
std::vector<std::string> default_capabilities();

/// The name that EC2 gives to an address of a VPC: "ip-198-18-0-20.eu-west-1.compute.internal".
std::string private_hostname(const std::string& address, const std::string& region);

/// Whether a server's version belongs to the wanted series: "8.4" to "8.4.6", not to "8.40.1".
bool is_of_series(const std::string& version, const std::string& series);

}  // namespace gonogo
