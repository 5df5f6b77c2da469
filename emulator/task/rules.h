// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/finding.h"
#include "emulator/task/request.h"

namespace gonogo {

/// What a rule objects to, collected; place and level are added by who runs the rules.
class Objections {
 public:
  struct Objection {
    std::string pointer;
    std::string message;
    bool aws_words = false;
    std::string hint{};
  };

  /// In AWS's own sentence.
  void aws(std::string pointer, std::string message, std::string hint = {}) {
    items_.push_back({std::move(pointer), std::move(message), true, std::move(hint)});
  }
  /// In ours, where AWS's sentence is not known.
  void own(std::string pointer, std::string message, std::string hint = {}) {
    items_.push_back({std::move(pointer), std::move(message), false, std::move(hint)});
  }
  const std::vector<Objection>& items() const { return items_; }

 private:
  std::vector<Objection> items_;
};

enum class RuleScope {
  always,      ///< whatever the definition is for
  on_fargate,  ///< it is for Fargate, or does not say
};

/// One rule: a stable id and the function that looks for what breaks it. A new rule is one function
/// and one row in the file of its topic.
struct TaskRule {
  std::string_view id;
  void (*check)(const RegisterRequest&, Objections&);
  RuleScope applies = RuleScope::always;
  Finding::Level level = Finding::Level::error;
};

std::span<const TaskRule> task_rules();
std::span<const TaskRule> size_rules();
std::span<const TaskRule> container_rules();
std::span<const TaskRule> network_rules();
std::span<const TaskRule> proxy_rules();
std::span<const TaskRule> limit_rules();
std::span<const TaskRule> linux_rules();
std::span<const TaskRule> dependency_rules();
std::span<const TaskRule> health_rules();
std::span<const TaskRule> logging_rules();
std::span<const TaskRule> storage_rules();
std::span<const TaskRule> value_rules();

/// All of them.
std::vector<TaskRule> all_rules();

/// RuleScope every rule; findings carry pointers into the request, marks of `request.root`'s nodes
/// and `file`.
void apply_rules(const RegisterRequest& request, const std::string& file, Findings& findings);

}  // namespace gonogo
