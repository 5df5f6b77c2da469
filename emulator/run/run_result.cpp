// SPDX-License-Identifier: Apache-2.0
#include "emulator/run/run_result.h"

#include <algorithm>

namespace gonogo {

void add_refused(std::vector<RefusedCall>& all, const std::vector<RefusedCall>& more) {
  for (const RefusedCall& call : more) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const RefusedCall& each) {
      return each.from == call.from && each.to == call.to;
    });
    if (found == all.end())
      all.push_back(call);
    else
      found->count += call.count;
  }
}

WallTime oldest_end(const RunResult& result) {
  WallTime oldest = result.finished;
  for (const RunResult::Part& part : result.parts) oldest = std::min(oldest, part.finished);
  return oldest;
}

bool is_graver(const Loss& loss, const Loss& than) {
  if (loss.kind != than.kind) return loss.kind == Loss::Kind::infrastructure;
  return loss.t < than.t;
}

}  // namespace gonogo
