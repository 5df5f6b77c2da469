// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/base/finding.h"
#include "emulator/base/value.h"
#include "emulator/project/project.h"

namespace gonogo {

/// Replaces `${env.NAME}`, `${env.NAME:-default}`, `${NAME}` and `${NAME:-default}` in every text of a
/// document; `$${` stays `${`. What changes a text from its default is an override; a name without
/// value and default is a finding `unknown-name`.
class Interpolation {
 public:
  Interpolation(const std::map<std::string, std::string>& environment,
                const std::map<std::string, std::string>& settings, std::string file,
                Findings& findings)
      : environment_(environment),
        settings_(settings),
        file_(std::move(file)),
        findings_(findings) {}

  void apply(Value& value, const std::string& pointer = "");
  std::vector<ProjectOverride> overrides() const;

 private:
  std::string replaced(const std::string& text, const Value& node, const std::string& pointer);
  std::string value_of(const std::string& expression, const Value& node,
                       const std::string& pointer);

  const std::map<std::string, std::string>& environment_;
  const std::map<std::string, std::string>& settings_;
  std::string file_;
  Findings& findings_;
  std::map<std::string, std::string> overrides_;
};

}  // namespace gonogo
