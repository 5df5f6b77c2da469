// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/base/value.h"

namespace gonogo {

/// Docker's default profile, as moby 20.10.24 has it (profiles/seccomp/default.json, Apache-2.0).
const char* docker_seccomp_text();

struct SeccompHost {
  std::string architecture;          ///< Go's name: "amd64", "arm64"
  std::pair<int, int> kernel{0, 0};  ///< major, minor
};
/// Of this machine.
SeccompHost seccomp_host();

/// The `linux.seccomp` of a bundle: a profile whose conditions on capabilities, architecture and kernel
/// are decided as moby decides them (profiles/seccomp/seccomp_linux.go). crun takes an undecided one
/// without a word and lets its conditions have no effect.
Value resolve_seccomp(const Value& profile, const std::vector<std::string>& capabilities,
                      const SeccompHost& host);

}  // namespace gonogo
