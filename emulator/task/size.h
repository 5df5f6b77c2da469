// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "emulator/base/value.h"

namespace gonogo {

/// Task cpu in units of 1/1024 vCPU: "256", 256, ".25 vCPU", "1 vcpu". Nothing for anything else.
std::optional<int> read_cpu(const Value& value);

/// Task memory in MiB: "512", 512, "2GB", ".5 gb". Nothing for anything else.
std::optional<int> read_memory(const Value& value);

/// Bytes as Docker's log options give them: "10m", "512k", "4096". Nothing for anything else.
std::optional<std::int64_t> read_bytes(std::string_view text);

/// Whether Fargate has a size of that many units and MiB.
bool is_fargate_size(int cpu, int memory);

/// The memory sizes of Fargate for that cpu, in MiB; empty when there is no such cpu.
std::vector<int> fargate_memories(int cpu);

/// All cpu sizes of Fargate, ascending.
std::vector<int> fargate_cpus();

}  // namespace gonogo
