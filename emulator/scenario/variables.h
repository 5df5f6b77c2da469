// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/scenario/generators.h"
#include "emulator/scenario/placeholder.h"
#include "emulator/scenario/run_scenario.h"

namespace gonogo {

/// What the placeholders of one running scenario, or of one fragment in it, stand for. Of a name
/// that several give the strongest wins: for_each, captures, the example's row or the arguments of
/// `include`, --set, --set-file, GONOGO_VAR_…, the scenario's or fragment's vars, the project's.
class Variables {
 public:
  Variables(const Scenario& scenario, ScenarioContext& context, Generators& generators);
  /// Of a fragment: it sees nothing of the scenario but its arguments.
  Variables(std::map<std::string, Value> arguments, std::map<std::string, Value> defaults,
            const std::vector<std::string>& secrets, ScenarioContext& context,
            Generators& generators);
  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;

  void set_items(std::map<std::string, Value> items) { items_ = std::move(items); }
  const std::map<std::string, Value>& items() const { return items_; }
  void capture(const std::string& name, Value value) { captures_[name] = std::move(value); }
  const std::map<std::string, Value>& captures() const { return captures_; }

  /// Looks up each declared secret that can be had already, so that it is hidden from the start.
  void hide_secrets();

  /// Errors: unknown-variable, unknown-secret, unknown-task, unknown-service, variable-cycle, …
  Result<Value> look_up(const Placeholder& placeholder);
  Lookup lookup() {
    return [this](const Placeholder& placeholder) { return look_up(placeholder); };
  }

 private:
  /// Values as written, which may hold placeholders themselves: put in when first asked for, so
  /// that a generator gives one value for the whole scenario.
  struct Layer {
    std::map<std::string, Value> written{};
    std::map<std::string, Value> ready{};
  };

  Result<Value> variable(const std::string& name);
  Result<Value> find_variable(const std::string& name);
  Result<Value> from_layer(Layer& layer, const std::string& name);
  Result<Value> environment_variable(const Placeholder& placeholder) const;
  Result<Value> secret(const std::string& name);
  Result<Value> task(const Placeholder& placeholder) const;
  Result<Value> service(const Placeholder& placeholder) const;
  std::vector<std::string> names() const;

  ScenarioContext& context_;
  Generators& generators_;
  std::vector<std::string> secrets_;  ///< names of variables that are never shown
  std::map<std::string, Value> items_{};
  std::map<std::string, Value> captures_{};
  std::vector<Layer> layers_;  ///< the strongest first
  std::vector<std::string> resolving_{};
};

}  // namespace gonogo
