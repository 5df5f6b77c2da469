// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/value.h"
#include "emulator/run/run_result.h"

namespace gonogo {

/// The subject as results.json and verdict.json carry it, and back.
Value to_value(const Subject& subject);
Subject subject_of(const Value& value);

/// `{"mirrored":n,"approximated":[{"id","text"}],"notMirrored":[…]}`
Value parity_value(int mirrored, const std::vector<Approximation>& approximated,
                   const std::vector<Approximation>& not_mirrored);
std::vector<Approximation> approximations_of(const Value& parity, std::string_view key);

}  // namespace gonogo
