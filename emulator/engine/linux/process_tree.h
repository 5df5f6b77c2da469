// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>

#include "emulator/base/result.h"
#include "emulator/io/files.h"

namespace gonogo {

/// Stops a process and all of its descendants (SIGSTOP); what they start meanwhile as well. An Error
/// `not-running` when it has ended, `fault-unavailable` when they multiply faster than they are stopped.
Result<Done> stop_tree(pid_t root);

/// The opposite.
Result<Done> continue_tree(pid_t root);

/// SIGKILL to every process whose root is an overlay with that upper folder; to those that are started
/// meanwhile too.
void kill_inside(const Path& upper);

/// Bytes that a process and all of its descendants have in memory.
std::uint64_t memory_of_tree(pid_t root);

}  // namespace gonogo
