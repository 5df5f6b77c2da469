// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/finding.h"

#include <algorithm>

namespace gonogo {

std::string_view to_text(Finding::Level level) {
  switch (level) {
    case Finding::Level::error: return "error";
    case Finding::Level::warning: return "warning";
    case Finding::Level::note: return "note";
  }
  return "";
}

bool has_errors(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& f) { return f.level == Finding::Level::error; });
}

}  // namespace gonogo
