// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "emulator/scenario/browser_page.h"
#include "emulator/scenario/reading.h"

namespace gonogo {

/// One thing that a browser is told: `click: TARGET`.
struct BrowserAction {
  enum class Shape {
    text,      ///< a text
    target,    ///< a name, or {role, name, nth}, {css}, {xpath}, {label}
    pair,      ///< {target_key: TARGET, other_key: …}
    words,     ///< a text, or {in: TARGET, text}
    expected,  ///< a text with * for anything, or operators
  };
  std::string_view name;
  Shape shape;
  std::string_view target_key;
  std::string_view other_key;
  bool checks;  ///< says something about the product
  /// What was found out; an Error when it could not be done in time.
  Result<std::vector<CheckResult>> (*act)(Page& page, const Value& value, Tried& tried);
};

const std::vector<BrowserAction>& browser_actions();
const BrowserAction* find_browser_action(std::string_view name);

/// Keeps a picture of the page below the run's folder.
Result<Done> keep_screenshot(Page& page, const std::string& name, Tried& tried);

/// Writes a file of evidence of this scenario's attempt, numbered in the order in which they come;
/// its path below the run's folder.
Result<std::string> keep_evidence(VerbContext& context, const std::string& name,
                                  std::string_view bytes);
/// The same for what grows: without a number, over what was there.
Result<std::string> keep_latest_evidence(VerbContext& context, const std::string& name,
                                         std::string_view bytes);

}  // namespace gonogo
