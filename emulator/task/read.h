// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/finding.h"
#include "emulator/base/value.h"
#include "emulator/task/task_definition.h"

namespace gonogo {

/// What reading one file gave: a definition when nothing was an error. `findings` are in the order
/// of the file; each has a JSON pointer, line and column.
struct TaskReading {
  std::string file;
  std::optional<TaskDefinition> definition{};
  Findings findings{};
  bool accepted() const { return definition.has_value() && !has_errors(findings); }
};

/// Reads a task definition as people keep them: the request of RegisterTaskDefinition, the output
/// of DescribeTaskDefinition, `{"taskDefinition": …}` or a bare list of containers, in JSON or YAML
/// (by the file's name), and applies every rule of ECS and Fargate. `settings` gives the values of
/// placeholders (`--set NAME=VALUE`). Reads nothing but `text`.
TaskReading read_task_definition(std::string_view text, const std::string& file,
                                 const std::map<std::string, std::string>& settings = {});

/// Takes rules that the person allows (`--allow RULE`) down to warnings; ids that were used are
/// returned.
std::vector<std::string> allow_rules(TaskReading& reading, const std::vector<std::string>& rules);

/// Takes placeholders in images that something stands in for (`images:` of gonogo.yaml) down to
/// notes.
void accept_image_placeholders(TaskReading& reading,
                               const std::function<bool(const std::string&)>& stands_in);

/// Sentence-per-finding text with the source line and a caret, as `gonogo check` prints it.
/// `source` is the file's text.
std::string to_text(const TaskReading& reading, std::string_view source);

/// `{"file","kind","accepted","findings":[…]}` as design.md §4 gives it.
Value to_value(const TaskReading& reading);

}  // namespace gonogo
