// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/value.h"

namespace gonogo {

/// A known failure that is excused until a day. What it names is run all the same.
struct Quarantine {
  std::string id;  ///< of a scenario without report, or `<scenario id>::<case>` of a report's case
  std::string owner;
  std::string ticket;
  std::string reason;
  WallTime expires{};  ///< the first moment at which it excuses no more
};

/// How long the http steps that two globs choose may take.
struct Budget {
  std::string scenario = "*";  ///< over scenario ids
  std::string step = "*";      ///< over names of steps
  Milliseconds limit{};
};

/// Break-glass: who may let a verdict deploy that is no GO, and for how long.
struct BreakGlass {
  std::vector<std::string> keys{};   ///< their public keys as text; none: nobody may
  Milliseconds longest{14'400'000};  ///< from its signature to its end
};

/// What a GO asks for beside checks that pass. docs/verdict.md tells it.
struct Policy {
  std::map<std::string, int> require{};  ///< kind → least number of passed cases
  std::vector<std::string> must_pass{};  ///< tags: each has scenarios, and all of them passed
  bool flaky_is_warning = false;
  std::vector<Quarantine> quarantine{};
  int most_quarantined = 5;  ///< entries that have not expired
  std::vector<Budget> budgets{};
  Milliseconds max_age{7'200'000};
  std::vector<std::string> allowed_approximations{};
  std::vector<std::string> allowed_overrides{};
  std::vector<std::string> expect{};  ///< scenario ids that must run
  BreakGlass break_glass{};
  Value source{};  ///< as written: what its digest is taken of
};

}  // namespace gonogo
