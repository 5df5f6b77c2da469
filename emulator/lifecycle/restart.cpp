// SPDX-License-Identifier: Apache-2.0
#include "emulator/lifecycle/restart.h"

#include <algorithm>

namespace gonogo {

RestartDecision decide_restart(const TaskState& state, const ContainerState& container,
                               int exit_code, Moment now) {
  const RestartPolicy& policy = definition_of(state, container).restart_policy;
  if (!policy.enabled) return RestartDecision::not_enabled;
  if (container.desired_stopped) return RestartDecision::to_stop;
  const auto& ignored = policy.ignored_exit_codes;
  if (std::find(ignored.begin(), ignored.end(), exit_code) != ignored.end())
    return RestartDecision::ignored_exit_code;
  const auto since = container.last_restart ? container.last_restart : container.started_at;
  if (!since || now - *since < scaled(state, policy.attempt_period))
    return RestartDecision::too_early;
  return RestartDecision::yes;
}

void restart(Turn& turn, ContainerState& container) {
  ++container.restart_count;
  container.last_restart = turn.now;
  container.phase = ContainerPhase::starting;
  container.health = HealthStatus::unknown;
  container.failed_checks = 0;
  container.check_running = false;
  container.check_started.reset();
  container.next_check.reset();
  container.next_eager.reset();
  turn.actions.push_back(action::Start{container.name});
}

}  // namespace gonogo
