// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/overrides.h"

#include "emulator/scenario/placeholder.h"

namespace gonogo {
namespace {

class Collector {
 public:
  explicit Collector(const std::map<std::string, std::string>& environment)
      : environment_(environment) {}

  void add(const Value& value) {
    if (value.is_text()) add_text(value.as_text());
    for (const Value& item : value.items()) add(item);
    for (const Value::Member& member : value.members()) {
      add_text(member.key);
      add(member.value);
    }
  }

  /// With the steps of fragments. What a line of Gherkin expects is not in its step's body.
  void add(const std::vector<Step>& steps) {
    for (const Step& step : steps) {
      add(step.body);
      for (const Expectation& each : step.expect) {
        add_text(each.field);
        add(each.wanted);
      }
      add(step.defaults);
      add(step.steps);
    }
  }

  std::vector<ProjectOverride> found() const {
    std::vector<ProjectOverride> all;
    for (const auto& [name, value] : found_) all.push_back({name, value});
    return all;
  }

 private:
  void add_text(const std::string& text) {
    const auto placeholders = placeholders_of(text);
    if (!placeholders) return;
    for (const Placeholder& each : *placeholders) {
      if (each.kind != Placeholder::Kind::environment) continue;
      const auto set = environment_.find(each.name);
      if (set == environment_.end()) continue;
      const bool is_default =
          each.fallback && (set->second.empty() || set->second == *each.fallback);
      if (!is_default) found_["env." + each.name] = set->second;
    }
  }

  const std::map<std::string, std::string>& environment_;
  std::map<std::string, std::string> found_{};
};

}  // namespace

std::vector<ProjectOverride> environment_overrides(
    const std::vector<Scenario>& scenarios, const std::map<std::string, std::string>& environment) {
  Collector collector(environment);
  for (const Scenario& scenario : scenarios) {
    for (const auto& variable : scenario.vars) collector.add(variable.second);
    for (const auto& cell : scenario.row) collector.add(cell.second);
    collector.add(scenario.steps);
    collector.add(scenario.finally);
  }
  return collector.found();
}

}  // namespace gonogo
