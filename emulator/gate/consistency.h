// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "emulator/verdict/verdict.h"

namespace gonogo {

/// The first member in which two verdicts differ, with both values; "" when they are equal as
/// verdict.json has them. `what` the other one is, stands in the sentence: "recomputed", "signed".
std::string first_difference(const Verdict& given, const Verdict& other, const std::string& what);

}  // namespace gonogo
