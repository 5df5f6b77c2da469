// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "emulator/base/members.h"
#include "emulator/base/text.h"
#include "emulator/scenario/browser_page.h"
#include "emulator/scenario/value_text.h"

namespace gonogo {
namespace {

/// A node of the accessibility tree: what a screen reader would say.
struct Named {
  std::string role;
  std::string name;
  std::int64_t node = 0;  ///< DevTools' backendNodeId
};

using Roles = std::set<std::string, std::less<>>;

const Roles& roles_of(TargetUse use) {
  static const Roles fields{"textbox", "searchbox", "combobox",  "spinbutton", "slider",
                            "Date",    "DateTime",  "InputTime", "ColorWell"};
  static const Roles choices{"combobox", "listbox"};
  static const Roles checks{"checkbox", "radio", "switch", "menuitemcheckbox", "menuitemradio"};
  static const Roles files{"button", "textbox"};
  static const Roles any{"link",
                         "button",
                         "textbox",
                         "searchbox",
                         "combobox",
                         "checkbox",
                         "radio",
                         "switch",
                         "spinbutton",
                         "slider",
                         "listbox",
                         "option",
                         "tab",
                         "menuitem",
                         "menuitemcheckbox",
                         "menuitemradio",
                         "treeitem",
                         "Date",
                         "DateTime",
                         "InputTime",
                         "ColorWell",
                         "DisclosureTriangle"};
  switch (use) {
    case TargetUse::field: return fields;
    case TargetUse::choice: return choices;
    case TargetUse::check: return checks;
    case TargetUse::file: return files;
    case TargetUse::any: break;
  }
  return any;
}

std::string plain(std::string_view text) {
  std::string made;
  for (const std::string& word : split(replace_all(std::string(text), "\n", " "), ' '))
    if (!trim(word).empty()) made += (made.empty() ? "" : " ") + std::string(trim(word));
  return made;
}

std::string name_in(const Value& node, std::string_view key) {
  const Value& property = part_of(node, key);
  return plain(text_of(property, "value"));
}

Result<std::vector<Named>> named_nodes(Page& page) {
  const auto tree = page.command("Accessibility.getFullAXTree", Value::object());
  if (!tree) return fail(tree.error());
  std::vector<Named> nodes;
  for (const Value& node : part_of(*tree, "nodes").items()) {
    if (flag_of(node, "ignored") || node.find("backendDOMNodeId") == nullptr) continue;
    nodes.push_back(
        {name_in(node, "role"), name_in(node, "name"), number_of(node, "backendDOMNodeId")});
  }
  return nodes;
}

std::string told(const Named& node) { return node.role + " \"" + node.name + "\""; }

std::string list_of(const std::vector<Named>& nodes) {
  std::vector<std::string> names;
  for (const Named& node : nodes)
    if (names.size() < 8) names.push_back(told(node));
  if (nodes.size() > 8) names.push_back(std::to_string(nodes.size() - 8) + " more");
  return join(names, ", ");
}

std::vector<Named> matching(const std::vector<Named>& nodes, const std::string& name,
                            const auto& accepts) {
  std::vector<Named> exact;
  std::vector<Named> containing;
  for (const Named& node : nodes) {
    if (!accepts(node.role)) continue;
    if (node.name == name) exact.push_back(node);
    if (node.name.find(name) != std::string::npos) containing.push_back(node);
  }
  return exact.empty() ? containing : exact;
}

Error missing(const Value& target, const std::vector<Named>& nodes, const auto& accepts) {
  std::vector<Named> there;
  std::vector<std::string> names;
  for (const Named& node : nodes) {
    if (!accepts(node.role) || node.name.empty()) continue;
    there.push_back(node);
    names.push_back(node.name);
  }
  const std::string name = target.is_text() ? target.as_text() : text_of(target, "name");
  return {.code = "target-missing",
          .what = "there is no " + target_text(target) + " on the page" + did_you_mean(name, names),
          .where = {.mark = target.mark},
          .seen = there.empty() ? "nothing of that kind" : list_of(there)};
}

/// The element of a node of the tree, as the driver knows it: the page keeps it for a moment.
Result<Value> element_of(Page& page, std::int64_t node) {
  const auto resolved = page.command("DOM.resolveNode", Value::object({{"backendNodeId", node}}));
  if (!resolved) return fail(resolved.error());
  const std::string object = text_of(part_of(*resolved, "object"), "objectId");
  const auto kept = page.command(
      "Runtime.callFunctionOn",
      Value::object({{"objectId", object},
                     {"functionDeclaration", "function() { window.__gonogo_target = this; }"}}));
  if (!kept) return fail(kept.error());
  return page.run("const it = window.__gonogo_target; delete window.__gonogo_target; return it;");
}

Result<Value> choose(Page& page, const Value& target, const std::vector<Named>& found,
                     const auto& describe) {
  if (const Value* nth = target.find("nth")) {
    const auto index = static_cast<size_t>(std::max<std::int64_t>(nth->as_integer(), 0));
    if (index < found.size()) return element_of(page, found[index].node);
  } else if (found.size() == 1) {
    return element_of(page, found[0].node);
  } else if (found.size() > 1) {
    return fail(
        {.code = "target-ambiguous",
         .what = target_text(target) + " could be " + std::to_string(found.size()) + " things",
         .where = {.mark = target.mark},
         .seen = list_of(found),
         .hint =
             "say which: {role: " + found[0].role + ", name: \"" + found[0].name + "\", nth: 0}"});
  }
  return fail(describe());
}

Result<Value> by_name(Page& page, const Value& target, TargetUse use) {
  const auto nodes = named_nodes(page);
  if (!nodes) return fail(nodes.error());
  const std::string role = target.is_object() ? text_of(target, "role") : "";
  const Value* label = target.find("label");
  const std::string name = plain(label != nullptr   ? label->as_text()
                                 : target.is_text() ? target.as_text()
                                                    : text_of(target, "name"));
  const auto accepts = [&](const std::string& each) {
    return role.empty() ? roles_of(use).count(each) != 0 : each == role;
  };
  return choose(page, target, matching(*nodes, name, accepts),
                [&] { return missing(target, *nodes, accepts); });
}

Result<Value> by_selector(Page& page, const Value& target, const std::string& kind,
                          const std::string& selector) {
  const auto found =
      page.ask("POST", "/elements", Value::object({{"using", kind}, {"value", selector}}));
  if (!found) return fail(found.error());
  const auto& elements = found->items();
  const Value* nth = target.find("nth");
  const size_t index =
      nth != nullptr ? static_cast<size_t>(std::max<std::int64_t>(nth->as_integer(), 0)) : 0;
  if (elements.size() > 1 && nth == nullptr)
    return fail(
        {.code = "target-ambiguous",
         .what = target_text(target) + " fits " + std::to_string(elements.size()) + " elements",
         .where = {.mark = target.mark},
         .hint = "add nth: 0 for the first"});
  if (index < elements.size()) return elements[index];
  return fail({.code = "target-missing",
               .what = "there is no " + target_text(target) + " on the page",
               .where = {.mark = target.mark}});
}

Result<Value> look_for(Page& page, const Value& target, TargetUse use) {
  if (const Value* css = target.find("css"))
    return by_selector(page, target, "css selector", css->as_text());
  if (const Value* xpath = target.find("xpath"))
    return by_selector(page, target, "xpath", xpath->as_text());
  return by_name(page, target, use);
}

// A file field may be hidden behind a button of the page's own; it can still be given files.
Result<Done> check_usable(Page& page, const Value& element, const Value& target, TargetUse use) {
  const std::string path = WebDriver::path_of(element);
  const auto enabled = page.ask("GET", path + "/enabled");
  if (!enabled) return fail(enabled.error());
  // Clicking a disabled button is no error to a driver.
  if (!enabled->as_bool())
    return fail({.code = "target-disabled",
                 .what = target_text(target) + " is disabled",
                 .where = {.mark = target.mark}});
  if (use == TargetUse::file) return Done{};
  const auto shown = page.ask("GET", path + "/displayed");
  if (!shown) return fail(shown.error());
  if (shown->as_bool()) return Done{};
  return fail({.code = "target-hidden",
               .what = target_text(target) + " is not visible",
               .where = {.mark = target.mark}});
}

}  // namespace

std::string target_text(const Value& target) {
  if (target.is_text()) return "\"" + target.as_text() + "\"";
  std::vector<std::string> parts;
  for (const Value::Member& member : target.members())
    parts.push_back(member.key + " " + printed(member.value));
  return join(parts, ", ");
}

Result<Value> find_target(Page& page, const Value& target, TargetUse use) {
  return page.wait<Value>([&]() -> Result<Value> {
    auto element = look_for(page, target, use);
    if (!element) return element;
    if (auto usable = check_usable(page, *element, target, use); !usable)
      return fail(usable.error());
    return element;
  });
}

}  // namespace gonogo
