// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/secret.h"
#include "emulator/scenario/scenario_result.h"

namespace gonogo {

/// Takes the secrets out of every text of an attempt, those of captured values included.
void redact(Attempt& attempt, const Redactor& redactor);
void redact(CaseResult& result, const Redactor& redactor);

}  // namespace gonogo
