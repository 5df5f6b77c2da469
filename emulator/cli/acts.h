// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "emulator/base/result.h"
#include "emulator/cli/session.h"

// What the rows of the table of commands do; each in a file of its name.
namespace gonogo::cli {

Result<int> check(Session& session);
Result<int> simulate(Session& session);
Result<int> plan(Session& session);
Result<int> up(Session& session);
Result<int> down(Session& session);
Result<int> ps(Session& session);
Result<int> logs(Session& session);
Result<int> exec(Session& session);
Result<int> url(Session& session);
Result<int> run_scenarios(Session& session);
Result<int> report(Session& session);
Result<int> verdict(Session& session);
Result<int> gate(Session& session);
Result<int> images(Session& session);
Result<int> doctor(Session& session);
Result<int> gc(Session& session);
Result<int> help(Session& session);
Result<int> version(Session& session);

}  // namespace gonogo::cli
