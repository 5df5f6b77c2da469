// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/scenario/scenario_result.h"

namespace gonogo {

/// The cases of a test report. Errors: report-unreadable, report-empty (nothing was tested),
/// report-incomplete (it breaks off, or claims what its cases do not show).
using ReadReport = Result<std::vector<CaseResult>> (*)(std::string_view text,
                                                       const std::string& file);

/// JUnit XML: its <testcase> elements, wherever they stand. Its own totals are not believed
/// (doctest's `tests` counts assertions), but more failures than are shown are a refusal. A suite's own
/// failure is a case `<init>`; a case that passed when it was run again is flaky.
Result<std::vector<CaseResult>> read_junit(std::string_view text, const std::string& file);

/// TAP 13 and 14 (https://testanything.org/tap-version-14-specification.html): the innermost points
/// are the cases. SKIP and TODO count as skipped; a point that is not ok is a failure unless it is TODO.
Result<std::vector<CaseResult>> read_tap(std::string_view text, const std::string& file);

/// CTRF (https://ctrf.io/docs/specification): its `results.tests`.
Result<std::vector<CaseResult>> read_ctrf(std::string_view text, const std::string& file);

/// By the key of `report:`; null for an unknown one.
ReadReport find_report_reader(std::string_view format);

/// The error of a report without a case.
tl::unexpected<Error> empty_report(const std::string& file);

}  // namespace gonogo
