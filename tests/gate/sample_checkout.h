// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/gate/gate.h"

namespace gonogo::test {

/// A run that the judge calls GO, and the checkout that it was of, one minute later.
struct GateSample {
  RunResult results;
  Policy policy;
  Checkout checkout;
  Verdict verdict() const { return judge(results, policy); }
};

GateSample gate_sample();

}  // namespace gonogo::test
