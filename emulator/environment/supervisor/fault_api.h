// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "emulator/base/clock.h"
#include "emulator/environment/supervisor/faults.h"
#include "emulator/io/http_service.h"

namespace gonogo {

/// The ECS agent's fault injection endpoints: /api/<id>/fault/v1/<type>/{start,stop,status}, which
/// really act on the task's network. Bodies, sentences and limits are the agent's
/// (amazon-ecs-agent: ecs-agent/tmds/handlers/fault/v1).
class FaultApi {
 public:
  FaultApi(Faults& faults, const Clock& clock) : faults_(faults), clock_(clock) {}

  /// `rest`: "<type>/<verb>".
  HttpReply answer(const TaskPlan& task, const std::string& task_arn, const std::string& container,
                   const std::string& rest, const std::string& body);

 private:
  HttpReply start(const TaskPlan& task, const std::string& key, const Impairment& impairment);

  Faults& faults_;
  const Clock& clock_;
  std::map<std::string, Moment> last_;  ///< call of each container and verb
};

}  // namespace gonogo
