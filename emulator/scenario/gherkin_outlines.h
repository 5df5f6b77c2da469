// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/scenario/gherkin.h"
#include "emulator/scenario/reading.h"

namespace gonogo {

/// Reports outlines that would try less than they say: without rows, or with a `<name>` that a table
/// of examples has no column for (`no-examples`, `bad-gherkin`).
void check_outlines(const gherkin::Feature& feature, const gherkin::Dialects& dialects,
                    const Reading& reading);

}  // namespace gonogo
