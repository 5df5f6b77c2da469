// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "emulator/base/finding.h"
#include "emulator/scenario/scenario.h"

namespace gonogo {

/// "there is no variable "emial"; did you mean "email"?"
std::string unknown_text(const std::string& kind, const std::string& name,
                         const std::vector<std::string>& known);

/// What a scenario can name without defining it itself.
struct KnownNames {
  /// Of the project, of --set, --set-file and GONOGO_VAR_x.
  std::set<std::string> variables{};
  /// An error where nothing more can come, a warning where --set may still bring one.
  Finding::Level unknown_variable = Finding::Level::error;
  /// Of the project; nothing where there is none to look at: then they are not looked up.
  std::optional<std::vector<std::string>> tasks{};
  std::optional<std::vector<std::string>> containers{};  ///< "task/container"
  std::optional<std::vector<std::string>> services{};
  std::optional<std::vector<std::string>> secrets{};
};

/// Every `${name}` of the scenarios that nothing before its step can have defined, and every task,
/// container or service that a step is about and that is not there, in the order of the steps, once
/// a place: `unknown-variable`, `unknown-task`, `unknown-container`, `unknown-service`,
/// `unknown-secret`.
/// What `if` and `skip` leave out is looked at too, and what a step captures counts as there for
/// all that follow it.
Findings unknown_names(const std::vector<Scenario>& scenarios, const KnownNames& known);

}  // namespace gonogo
