// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "emulator/base/location.h"

namespace gonogo {

/// One remark about an input file. `rule` is a stable kebab-case id (never carries a value);
/// `aws_words` says that the message is AWS's own sentence.
struct Finding {
  enum class Level { error, warning, note };
  Level level = Level::error;
  std::string rule;
  std::string message;
  bool aws_words = false;
  Location where{};
  std::string hint{};
};

using Findings = std::vector<Finding>;

std::string_view to_text(Finding::Level level);

bool has_errors(const Findings& findings);

}  // namespace gonogo
