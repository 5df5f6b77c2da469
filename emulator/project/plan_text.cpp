// SPDX-License-Identifier: Apache-2.0
#include "emulator/base/text.h"
#include "emulator/project/plan.h"

namespace gonogo {

std::string to_text(const EnvironmentPlan& plan, bool verbose) {
  std::string text = plan.environment + "  " +
                     count_of(static_cast<long long>(plan.tasks.size()), "task") + ", " +
                     count_of(static_cast<long long>(plan.services.size()), "service") + "\n\n";
  std::vector<std::vector<std::string>> rows;
  for (const PlanLine& line : plan.lines) rows.push_back({line.operation, line.target, line.cause});
  text += aligned(rows, "  ");
  if (!plan.approximations.empty()) {
    rows.clear();
    for (const Approximation& each : plan.approximations) rows.push_back({each.id, each.text});
    text += "\nnot exactly as on Fargate\n" + aligned(rows, "  ");
  }
  if (!plan.not_mirrored.empty()) {
    rows.clear();
    for (const Approximation& each : plan.not_mirrored) rows.push_back({each.id, each.text});
    text += "\nwithout effect here\n" + aligned(rows, "  ");
  }
  if (verbose) {
    rows.clear();
    for (const ParameterLine& line : plan.parameters)
      rows.push_back({line.parameter, std::string(to_text(line.state)), line.id, line.text});
    text += "\nparameters of the task definitions\n" + aligned(rows, "  ");
  }
  return text;
}

}  // namespace gonogo
