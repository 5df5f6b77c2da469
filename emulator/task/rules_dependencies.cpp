// SPDX-License-Identifier: Apache-2.0
// dependsOn and volumesFrom: who needs whom.
#include <functional>
#include <set>

#include "emulator/base/text.h"
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

std::string names_hint(const RegisterRequest& request, const std::string& wrong) {
  std::vector<std::string> names;
  for (const RegisterContainer& container : request.containers) names.push_back(container.name);
  const auto near = nearest(wrong, names);
  return near ? "did you mean \"" + *near + "\"?" : "";
}

template <typename Visit>
void for_each_dependency(const RegisterRequest& request, Visit visit) {
  for (const RegisterContainer& container : request.containers)
    for (const Value& dependency : container.list("dependsOn")) {
      const std::string& name = text_in(dependency, "containerName");
      if (!name.empty()) visit(container, name, text_in(dependency, "condition"));
    }
}

void dependson_container_missing(const RegisterRequest& request, Objections& objections) {
  for_each_dependency(request, [&](const RegisterContainer& container, const std::string& name,
                                   const std::string&) {
    if (request.container(name) == nullptr)
      objections.aws(container.pointer + "/dependsOn",
                     "Cannot depend on container " + name + " because it does not exist",
                     names_hint(request, name));
  });
}

void dependson_complete_on_essential(const RegisterRequest& request, Objections& objections) {
  for_each_dependency(request, [&](const RegisterContainer& container, const std::string& name,
                                   const std::string& condition) {
    const RegisterContainer* other = request.container(name);
    if (other != nullptr && other->essential && other->name != container.name &&
        (condition == "SUCCESS" || condition == "COMPLETE"))
      objections.aws(container.pointer + "/dependsOn",
                     "A dependency container with SUCCESS or COMPLETE condition cannot be an "
                     "essential container",
                     "give container \"" + name + "\" \"essential\": false");
  });
}

void dependson_healthy_without_healthcheck(const RegisterRequest& request, Objections& objections) {
  for_each_dependency(request, [&](const RegisterContainer& container, const std::string& name,
                                   const std::string& condition) {
    const RegisterContainer* other = request.container(name);
    if (other != nullptr && condition == "HEALTHY" && other->find("healthCheck") == nullptr)
      objections.aws(
          container.pointer + "/dependsOn",
          "A dependency container with HEALTHY condition must have health check "
          "configured",
          "a HEALTHCHECK of the image does not count: give \"" + name + "\" a healthCheck");
  });
}

/// The way from `name` back to itself along dependsOn, or nothing.
std::vector<std::string> cycle_from(const RegisterRequest& request, const std::string& start) {
  std::set<std::string> seen;
  std::vector<std::string> path;
  const std::function<bool(const std::string&)> visit = [&](const std::string& name) {
    path.push_back(name);
    const RegisterContainer* container = request.container(name);
    if (container != nullptr)
      for (const Value& dependency : container->list("dependsOn")) {
        const std::string& next = text_in(dependency, "containerName");
        if (next == start) return true;
        if (!next.empty() && seen.insert(next).second && visit(next)) return true;
      }
    path.pop_back();
    return false;
  };
  if (!visit(start)) return {};
  path.push_back(start);
  return path;
}

// Source: aws/amazon-ecs-agent dependencygraph/graph.go, ValidDependencies; AWS's words not known.
void dependson_cycle(const RegisterRequest& request, Objections& objections) {
  std::set<std::string> told;
  for (const RegisterContainer& container : request.containers) {
    if (container.name.empty() || told.contains(container.name)) continue;
    const auto cycle = cycle_from(request, container.name);
    if (cycle.empty()) continue;
    told.insert(cycle.begin(), cycle.end());
    objections.own(container.pointer + "/dependsOn",
                   "containers wait for each other: " + join(cycle, " → "));
  }
}

// Each restart puts off the end that the other container waits for.
void dependson_restarted_container(const RegisterRequest& request, Objections& objections) {
  for_each_dependency(request, [&](const RegisterContainer& container, const std::string& name,
                                   const std::string& condition) {
    const RegisterContainer* other = request.container(name);
    const Value* policy = other == nullptr ? nullptr : other->find("restartPolicy");
    if (policy != nullptr && flag_in(*policy, "enabled") &&
        (condition == "COMPLETE" || condition == "SUCCESS"))
      objections.own(container.pointer + "/dependsOn",
                     "\"" + name + "\" is restarted when it exits: \"" + container.name +
                         "\" may wait for its end for long");
  });
}

void volumesfrom_source_container_missing(const RegisterRequest& request, Objections& objections) {
  for (const RegisterContainer& container : request.containers) {
    const auto& sources = container.list("volumesFrom");
    for (size_t i = 0; i < sources.size(); ++i) {
      const std::string& name = text_in(sources[i], "sourceContainer");
      if (!name.empty() && request.container(name) == nullptr)
        objections.aws(container.pointer + "/volumesFrom/" + std::to_string(i) + "/sourceContainer",
                       "Invalid 'volumesFrom' setting. Unknown container: '" + name + "'.",
                       names_hint(request, name));
    }
  }
}

constexpr TaskRule dependencies_table[] = {
    {"dependson-container-missing", dependson_container_missing},
    {"dependson-complete-on-essential", dependson_complete_on_essential},
    {"dependson-healthy-without-healthcheck", dependson_healthy_without_healthcheck},
    {"dependson-cycle", dependson_cycle},
    {"dependson-restarted-container", dependson_restarted_container, RuleScope::always,
     Finding::Level::warning},
    {"volumesfrom-source-container-missing", volumesfrom_source_container_missing},
};

}  // namespace

std::span<const TaskRule> dependency_rules() { return dependencies_table; }

}  // namespace gonogo
