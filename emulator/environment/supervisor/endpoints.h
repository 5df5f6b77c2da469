// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "emulator/environment/supervisor/fault_api.h"
#include "emulator/environment/supervisor/task_driver.h"
#include "emulator/io/http_service.h"
#include "emulator/project/plan.h"

namespace gonogo {

/// What a task finds at 169.254.170.2, port 80: metadata and stats (v4, v3, v2), credentials, task
/// protection, fault injection. A task sees nothing but itself: it is known by its address.
class Endpoints {
 public:
  using Tasks = std::vector<std::unique_ptr<TaskDriver>>;

  Endpoints(const EnvironmentPlan& plan, Hands hands, const Tasks& tasks, Faults& faults);
  ~Endpoints();

  /// Listens in the VPC's own network namespace.
  Result<Done> listen();
  /// The answer to a request: for tests as well.
  HttpReply answer(const HttpAsk& ask);

 private:
  struct Caller;
  struct Protection {
    bool enabled = false;
    WallTime until{};
  };
  using Route = HttpReply (Endpoints::*)(const Caller& caller);

  HttpReply metadata(const Caller& caller);
  HttpReply metadata_v2(const Caller& caller);
  HttpReply credentials_v1(const Caller& caller);
  HttpReply credentials_v2(const Caller& caller);
  HttpReply agent_api(const Caller& caller);
  HttpReply protection(const Caller& caller);
  HttpReply task_stats(const Caller& caller);
  Value stats_of(const ContainerSpec& container);
  const TaskDriver* task_at(const std::string& address, const std::string& target) const;

  const EnvironmentPlan& plan_;
  Hands hands_;
  const Tasks& tasks_;
  FaultApi fault_api_;
  std::map<std::string, Protection> protections_;  ///< by task
  std::unique_ptr<HttpService> service_;
};

}  // namespace gonogo
