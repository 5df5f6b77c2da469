// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/base/finding.h"
#include "emulator/base/value.h"

namespace gonogo {

/// Replaces placeholders as pipelines have them (`<NAME>`, `${NAME}`, `{{NAME}}`, `__NAME__`) by
/// `settings`. One without a value is `placeholder`: an error where the text itself means something
/// to ECS (a name, an image, an ARN, a size), a warning where any text is good (an environment
/// variable's value, a label, a log option); a command has variables of its own and is left alone.
/// Where a number or a truth value is wanted, a value that is one becomes one.
void fill_placeholders(Value& task, const std::map<std::string, std::string>& settings,
                       const std::string& file, Findings& findings);

/// Placeholders that stand outside of quotes, where JSON can't be read: `"cpu": ${CPU}`. Answers
/// the text with those that have a value filled in; the others are `placeholder` errors.
std::string fill_bare_placeholders(std::string_view text,
                                   const std::map<std::string, std::string>& settings,
                                   const std::string& file, Findings& findings);

}  // namespace gonogo
