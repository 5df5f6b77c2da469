// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/interpolate.h"

#include "emulator/base/text.h"

namespace gonogo {

void Interpolation::apply(Value& value, const std::string& pointer) {
  if (value.is_text()) {
    if (value.as_text().find("${") == std::string::npos) return;
    const Mark mark = value.mark;
    value = Value(replaced(value.as_text(), value, pointer));
    value.mark = mark;
  } else if (value.is_array()) {
    size_t index = 0;
    for (Value& item : value.items()) apply(item, pointer + "/" + std::to_string(index++));
  } else if (value.is_object()) {
    for (Value::Member& member : value.members())
      apply(member.value, pointer + pointer_token(member.key));
  }
}

std::string Interpolation::replaced(const std::string& text, const Value& node,
                                    const std::string& pointer) {
  std::string result;
  for (size_t at = 0; at < text.size();) {
    if (text.compare(at, 3, "$${") == 0) {
      result += "${";
      at += 3;
      continue;
    }
    const size_t end = text.compare(at, 2, "${") == 0 ? text.find('}', at) : std::string::npos;
    if (end == std::string::npos) {
      result += text[at++];
      continue;
    }
    result += value_of(text.substr(at + 2, end - at - 2), node, pointer);
    at = end + 1;
  }
  return result;
}

std::string Interpolation::value_of(const std::string& expression, const Value& node,
                                    const std::string& pointer) {
  const size_t dash = expression.find(":-");
  const std::string name = expression.substr(0, dash);
  const bool has_default = dash != std::string::npos;
  std::string fallback = has_default ? expression.substr(dash + 2) : "";
  const bool of_environment = name.rfind("env.", 0) == 0;
  const auto& source = of_environment ? environment_ : settings_;
  const auto found = source.find(of_environment ? name.substr(4) : name);
  // As in a shell, ":-" stands in for an empty value too.
  if (found != source.end() && !(has_default && found->second.empty())) {
    if (!has_default || found->second != fallback) overrides_[name] = found->second;
    return found->second;
  }
  if (has_default) return fallback;
  std::vector<std::string> names;
  for (const auto& [known, value] : settings_) names.push_back(known);
  findings_.push_back({.rule = "unknown-name",
                       .message = "${" + name + "} has no value" + did_you_mean(name, names),
                       .where = {file_, node.mark, pointer},
                       .hint = of_environment ? "set " + name.substr(4) + ", or write ${" + name + ":-default}"
                                              : "give it by --set " + name + "=…, or write ${" + name +
                                                    ":-default}"});
  return "";
}

std::vector<ProjectOverride> Interpolation::overrides() const {
  std::vector<ProjectOverride> list;
  for (const auto& [name, value] : overrides_) list.push_back({name, value});
  return list;
}

}  // namespace gonogo
