// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/members.h"
#include "emulator/scenario/verbs.h"

namespace gonogo {
namespace {

bool has_health_check(const EnvironmentPlan& plan, const std::string& task,
                      const std::string& container) {
  const TaskPlan* found = plan.find_task(task);
  const auto* definition = found != nullptr ? found->definition.find(container) : nullptr;
  return definition != nullptr && definition->health_check.has_value();
}

// A container that was not asked for its health yet counts as not healthy: nobody knows.
void add_containers(const EnvironmentPlan& plan, const Value& task, Value& problems) {
  const Value* containers = task.find("containers");
  if (containers == nullptr) return;
  for (const Value& container : containers->items()) {
    const std::string name = text_of(container, "name");
    const std::string health = text_of(container, "healthStatus");
    if (health != "HEALTHY" && has_health_check(plan, text_of(task, "name"), name))
      problems.push(text_of(task, "name") + "/" + name + " is " + health);
  }
}

/// What is not as it was when the scenario began: then all was ready, running and healthy.
Value problems_in(const Value& described, const EnvironmentPlan& plan) {
  Value problems = Value::array();
  const Value* services = described.find("services");
  // Servers that run elsewhere are nobody's to describe.
  if (services != nullptr && plan.engine != "attach")
    for (const Value& service : services->items())
      if (const std::string status = text_of(service, "lastStatus"); status != "READY")
        problems.push(text_of(service, "name") + " is " + status);
  const Value* tasks = described.find("tasks");
  if (tasks == nullptr) return problems;
  for (const Value& task : tasks->items()) {
    const std::string status = text_of(task, "lastStatus");
    const std::string reason = text_of(task, "stoppedReason");
    if (status == "RUNNING")
      add_containers(plan, task, problems);
    else
      problems.push(text_of(task, "name") + " is " + status +
                    (reason.empty() ? "" : ": " + reason));
  }
  return problems;
}

}  // namespace

void check_environment(Reader& reader, const Value& step, const Reading&) {
  const Value* wanted = step.find("environment");
  if (wanted->is_text() && wanted->as_text() != "healthy")
    reader.report("unknown-value", "an environment can be expected to be healthy", "environment",
                  "write environment: healthy");
}

Tried try_environment(const Value&, VerbContext& context, Milliseconds) {
  Tried tried;
  tried.request = "environment healthy";
  Environment& environment = context.context.environment;
  const auto described = environment.describe();
  if (described)
    tried.fields.set("problems", problems_in(*described, environment.plan()));
  else
    tried.error = described.error();
  return tried;
}

}  // namespace gonogo
