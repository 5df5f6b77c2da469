// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "emulator/base/text.h"
#include "emulator/scenario/browser_actions.h"

namespace gonogo {
namespace {

using ActionShape = BrowserAction::Shape;

std::vector<std::string> action_names() {
  std::vector<std::string> names;
  for (const BrowserAction& action : browser_actions()) names.emplace_back(action.name);
  return names;
}

void check_keys(const Value& mapping, const std::vector<std::string>& known,
                const Reading& reading) {
  for (const Value::Member& member : mapping.members())
    if (std::find(known.begin(), known.end(), member.key) == known.end())
      reading.below(member.key)
          .report("unknown-key",
                  "unknown key \"" + member.key + "\"" + did_you_mean(member.key, known),
                  member.value, "known here: " + join(known, ", "));
}

void check_target(const Value& target, const Reading& reading) {
  if (target.is_text() && !trim(target.as_text()).empty()) return;
  if (!target.is_object() || target.members().empty())
    return reading.report("wrong-target",
                          "a target is a name, or {role, name}, {css}, {xpath}, {label}", target);
  check_keys(target, {"role", "name", "nth", "css", "xpath", "label"}, reading);
  int ways = 0;
  for (const std::string_view key : {"css", "xpath", "label", "name"})
    ways += target.find(key) != nullptr ? 1 : 0;
  if (ways == 0 && target.find("role") == nullptr)
    reading.report("wrong-target", "this target says nothing to look for", target,
                   "name it: {role: button, name: Send}");
  if (ways > 1)
    reading.report("wrong-target",
                   "a target is looked for in one way: by name, css, xpath or label", target);
}

void check_text(const Value& value, const Reading& reading) {
  if (value.is_array() || value.is_object() || value.is_null() ||
      (value.is_text() && value.as_text().empty()))
    reading.report("wrong-type", "this must be a text", value);
}

void check_pair(const BrowserAction& action, const Value& value, const Reading& reading) {
  const std::string target(action.target_key);
  const std::string other(action.other_key);
  if (!value.is_object())
    return reading.report(
        "wrong-type",
        "\"" + std::string(action.name) + "\" must be {" + target + ": TARGET, " + other + ": …}",
        value);
  check_keys(value, {target, other}, reading);
  for (const std::string& key : {target, other})
    if (value.find(key) == nullptr)
      reading.report("missing-key", "\"" + key + "\" is missing", value);
  if (const Value* found = value.find(target)) check_target(*found, reading.below(target));
  if (const Value* found = value.find(other);
      found != nullptr && !found->is_array() && other != "text")
    check_text(*found, reading.below(other));
}

void check_action(const Value& action, const Reading& reading) {
  if (!action.is_object() || action.members().size() != 1)
    return reading.report("wrong-type", "an action is one word and what it is about: click: Send",
                          action);
  const Value::Member& member = action.members()[0];
  const Reading below = reading.below(member.key);
  const BrowserAction* rule = find_browser_action(member.key);
  if (rule == nullptr)
    return below.report(
        "unknown-action",
        "a browser can't \"" + member.key + "\"" + did_you_mean(member.key, action_names()),
        member.value, "it can " + join(action_names(), ", "));
  switch (rule->shape) {
    case ActionShape::text: return check_text(member.value, below);
    case ActionShape::target: return check_target(member.value, below);
    case ActionShape::pair: return check_pair(*rule, member.value, below);
    case ActionShape::words:
      return member.value.is_object() ? check_pair(*rule, member.value, below)
                                      : check_text(member.value, below);
    case ActionShape::expected: return check_wanted(member.value, FieldKind::plain, below);
  }
}

bool is_size(std::string_view text) {
  const auto parts = split(text, 'x');
  return parts.size() == 2 && std::all_of(parts.begin(), parts.end(), [](const std::string& part) {
           return !part.empty() && part.size() < 6 &&
                  part.find_first_not_of("0123456789") == std::string::npos;
         });
}

}  // namespace

void check_browser(Reader& reader, const Value& step, const Reading& reading) {
  const Value& actions = *step.find("browser");
  const Reading below = reading.below("browser");
  if (const auto size = reader.text("size"); size && !is_size(*size))
    reader.report("wrong-size", "\"" + *size + "\" is no size of a window", "size",
                  "write size: 1280x800");
  if (!actions.is_array()) return;
  if (actions.items().empty())
    below.report("wrong-type", "\"browser\" must be a list of actions", actions,
                 "write - open: ${task.frontend}/");
  for (size_t i = 0; i < actions.items().size(); ++i)
    check_action(actions.items()[i], below.below(std::to_string(i)));
}

}  // namespace gonogo
