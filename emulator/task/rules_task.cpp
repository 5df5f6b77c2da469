// SPDX-License-Identifier: Apache-2.0
// The task as a whole: family, what it is for, platform, modes, tags.
#include <algorithm>
#include <set>

#include "emulator/base/text.h"
#include "emulator/task/names.h"
#include "emulator/task/rules.h"

namespace gonogo {
namespace {

void not_fargate(const RegisterRequest& request, Objections& objections) {
  if (request.launch != Launch::elsewhere) return;
  std::vector<std::string> declared;
  for (const Value& item : request.list("requiresCompatibilities"))
    declared.push_back(item.as_text());
  objections.own("/requiresCompatibilities",
                 "the definition is for " + join(declared, ", ") + ", not for Fargate",
                 "add FARGATE to requiresCompatibilities and follow what is then reported");
}

void compatibility_undeclared(const RegisterRequest& request, Objections& objections) {
  if (request.launch != Launch::undeclared || request.bare_list) return;
  objections.own("/requiresCompatibilities",
                 "the definition does not say what it is for: it is judged as one for Fargate, but "
                 "AWS would only check that when it runs",
                 "add \"requiresCompatibilities\": [\"FARGATE\"]");
}

void bare_list(const RegisterRequest& request, Objections& objections) {
  if (!request.bare_list) return;
  objections.own("",
                 "a bare list of containers: family, cpu, memory, network mode and roles of the "
                 "task are not known and not judged",
                 "check the whole task definition where there is one");
}

// Source of the sentences: aws-actions/amazon-ecs-deploy-task-definition issue 630,
// aws/amazon-ecs-cli issue 37.
void family(const RegisterRequest& request, Objections& objections) {
  const Value* given = request.find("family");
  if (request.bare_list || (given != nullptr && !given->is_text())) return;
  const std::string& name = request.text("family");
  if (name.empty()) {
    objections.aws("/family", "Family can not be blank.");
  } else if (name.size() > 255) {
    objections.own("/family", "a family has at most 255 characters, this one has " +
                                  std::to_string(name.size()));
  } else if (!is_ecs_name(name)) {
    objections.aws("/family", "Family contains invalid characters.",
                   "letters, digits, hyphens and underscores");
  }
}

// A name without an ARN around it is good, too. Source of the sentence:
// aws-samples/aws-modern-application-workshop issue 9.
void role_arn(const RegisterRequest& request, Objections& objections) {
  for (const std::string key : {"taskRoleArn", "executionRoleArn"})
    if (const std::string& role = request.text(key); !role.empty() && !is_role(role))
      objections.aws("/" + key, "Role is not valid",
                     "the name of a role, or arn:aws:iam::123456789012:role/NAME");
}

// Source: awsdocs/amazon-ecs-developer-guide pull request 149 (the text of CloudTrail).
void definition_too_long(const RegisterRequest& request, Objections& objections) {
  constexpr size_t longest = 65536;
  if (request.bytes <= longest) return;
  objections.aws("",
                 "Actual length: '" + std::to_string(request.bytes) + "'. Max allowed length is '" +
                     std::to_string(longest) + "' bytes.",
                 "counted without the file's white space");
}

void fargate_pid_mode_host(const RegisterRequest& request, Objections& objections) {
  if (request.text("pidMode") == "host")
    objections.aws("/pidMode",
                   "Tasks using the Fargate launch type do not support pidMode 'host'. "
                   "The supported value for pidMode is 'task'.");
}

void fargate_ipc_mode(const RegisterRequest& request, Objections& objections) {
  if (!request.text("ipcMode").empty())
    objections.aws("/ipcMode", "Tasks using the Fargate launch type do not support ipcMode.");
}

void fargate_placement_constraints(const RegisterRequest& request, Objections& objections) {
  if (!request.list("placementConstraints").empty())
    objections.aws("/placementConstraints",
                   "Fargate compatible task definitions do not support constraints");
}

void placement_constraints_limit(const RegisterRequest& request, Objections& objections) {
  if (const size_t count = request.list("placementConstraints").size(); count > 10)
    objections.own("/placementConstraints",
                   "there are " + std::to_string(count) + " placement constraints; 10 are allowed");
}

void fargate_inference_accelerator(const RegisterRequest& request, Objections& objections) {
  if (!request.list("inferenceAccelerators").empty())
    objections.aws("/inferenceAccelerators", "Unsupported field 'inferenceAccelerators'.");
}

void windows_architecture(const RegisterRequest& request, Objections& objections) {
  const Value* platform = request.find("runtimePlatform");
  if (platform != nullptr && request.windows() && text_in(*platform, "cpuArchitecture") == "ARM64")
    objections.own("/runtimePlatform/cpuArchitecture", "Windows on Fargate runs on X86_64 only");
}

void fault_injection_windows(const RegisterRequest& request, Objections& objections) {
  if (flag_in(*request.root, "enableFaultInjection") && request.windows())
    objections.own("/enableFaultInjection", "fault injection is not available on Windows");
}

void fault_injection_network_mode(const RegisterRequest& request, Objections& objections) {
  const std::string& mode = request.text("networkMode");
  if (flag_in(*request.root, "enableFaultInjection") && mode != "awsvpc" && mode != "host")
    objections.own("/enableFaultInjection",
                   "fault injection needs networkMode awsvpc (or host, on EC2)");
}

// The emulator runs Linux containers: this is where it must say so.
void windows_platform(const RegisterRequest& request, Objections& objections) {
  if (request.windows())
    objections.own("/runtimePlatform/operatingSystemFamily",
                   "Windows containers can be checked here, but not run");
}

void tags(const RegisterRequest& request, Objections& objections) {
  const auto& items = request.list("tags");
  if (items.size() > 50)
    objections.own("/tags", "there are " + std::to_string(items.size()) + " tags; 50 are allowed");
  std::set<std::string> seen;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::string place = "/tags/" + std::to_string(i);
    const std::string& key = text_in(items[i], "key");
    if (key.empty() || key.size() > 128)
      objections.own(place + "/key", "a tag's key has 1 to 128 characters");
    if (!key.empty() && !seen.insert(key).second)
      objections.own(place + "/key", "the tag \"" + key + "\" is given twice");
    if (to_lower(key).starts_with("aws:"))
      objections.own(place + "/key", "a tag's key must not begin with \"aws:\"");
    if (text_in(items[i], "value").size() > 256)
      objections.own(place + "/value", "a tag's value has up to 256 characters");
  }
}

constexpr TaskRule task_table[] = {
    {"not-fargate", not_fargate},
    {"compatibility-undeclared", compatibility_undeclared, RuleScope::always,
     Finding::Level::warning},
    {"bare-list", bare_list, RuleScope::always, Finding::Level::warning},
    {"family", family},
    {"role-arn", role_arn},
    {"definition-too-long", definition_too_long},
    {"fargate-pid-mode-host", fargate_pid_mode_host, RuleScope::on_fargate},
    {"fargate-ipc-mode", fargate_ipc_mode, RuleScope::on_fargate},
    {"fargate-placement-constraints", fargate_placement_constraints, RuleScope::on_fargate},
    {"placement-constraints-limit", placement_constraints_limit},
    {"fargate-inference-accelerator", fargate_inference_accelerator},
    {"windows-architecture", windows_architecture},
    {"fault-injection-windows", fault_injection_windows},
    {"fault-injection-network-mode", fault_injection_network_mode},
    {"windows-platform", windows_platform, RuleScope::on_fargate, Finding::Level::warning},
    {"tags", tags},
};

}  // namespace

std::span<const TaskRule> task_rules() { return task_table; }

}  // namespace gonogo
