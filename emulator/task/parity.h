// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/task/request.h"

namespace gonogo {

/// How a parameter of a task definition behaves here, seen from Fargate.
enum class ParityState { mirrored, approximated, not_mirrored };

/// A parameter that may differ: under which id the plan tells it when it does.
struct ParameterParity {
  std::string_view parameter;  ///< "cpu", "containerDefinitions.healthCheck"
  ParityState state;           ///< where it differs
  std::string_view id;
  std::string_view why;
};

/// Those that are not simply mirrored. A parameter that is not here behaves as on Fargate, as far
/// as is known.
std::span<const ParameterParity> parameter_parities();

/// nullptr: mirrored.
const ParameterParity* find_parity(std::string_view parameter);

/// The parameters that a definition uses, each once, in the order of the file:
/// "cpu", "containerDefinitions.image", "containerDefinitions.linuxParameters.capabilities".
std::vector<std::string> parameters_of(const RegisterRequest& request);

std::string_view to_text(ParityState state);  ///< "mirrored", "approximated", "not mirrored"

/// The parameters and how each is mirrored, a line each, as `gonogo check -v` prints it.
std::string parity_text(const std::vector<std::string>& parameters);

}  // namespace gonogo
