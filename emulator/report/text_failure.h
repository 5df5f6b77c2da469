// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/report/failure.h"
#include "emulator/report/reports.h"
#include "emulator/report/text_page.h"

namespace gonogo {

/// One failure with its source excerpt, request, response, rows and log lines.
void add_failure(TextPage& page, const Failure& failure, const TextOptions& options);

/// The same without color and source: the body of a case in other reports.
std::string failure_text(const Failure& failure);

}  // namespace gonogo
