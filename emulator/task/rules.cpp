// SPDX-License-Identifier: Apache-2.0
#include "emulator/task/rules.h"

namespace gonogo {

std::vector<TaskRule> all_rules() {
  std::vector<TaskRule> rules;
  for (const auto topic : {task_rules(), size_rules(), container_rules(), network_rules(),
                           proxy_rules(), limit_rules(), linux_rules(), dependency_rules(),
                           health_rules(), logging_rules(), storage_rules(), value_rules()})
    rules.insert(rules.end(), topic.begin(), topic.end());
  return rules;
}

void apply_rules(const RegisterRequest& request, const std::string& file, Findings& findings) {
  for (const TaskRule& rule : all_rules()) {
    if (rule.applies == RuleScope::on_fargate && !request.on_fargate()) continue;
    Objections objections;
    rule.check(request, objections);
    for (const auto& objection : objections.items())
      findings.push_back(
          {.level = rule.level,
           .rule = std::string(rule.id),
           .message = objection.message,
           .aws_words = objection.aws_words,
           .where = {file, nearest_node(*request.root, objection.pointer).mark, objection.pointer},
           .hint = objection.hint});
  }
}

}  // namespace gonogo
