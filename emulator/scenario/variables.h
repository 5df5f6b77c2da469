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

/// What the placeholders of one running scenario stand for. Of a name that several give the
/// strongest wins: for_each, captures, the example's row, --set, the scenario's vars, the
/// project's.
class Variables {
 public:
  Variables(const Scenario& scenario, ScenarioContext& context);
  Variables(const Variables&) = delete;
  Variables& operator=(const Variables&) = delete;

  void set_items(std::map<std::string, Value> items) { items_ = std::move(items); }
  void capture(const std::string& name, Value value) { captures_[name] = std::move(value); }

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
  Result<Value> from_layer(Layer& layer, const std::string& name);
  Result<Value> environment_variable(const Placeholder& placeholder) const;
  Result<Value> secret(const std::string& name);
  Result<Value> task(const Placeholder& placeholder) const;
  Result<Value> service(const Placeholder& placeholder) const;
  std::vector<std::string> names() const;

  ScenarioContext& context_;
  Generators generators_;
  std::map<std::string, Value> items_{};
  std::map<std::string, Value> captures_{};
  std::vector<Layer> layers_;  ///< the strongest first
  std::vector<std::string> resolving_{};
};

}  // namespace gonogo
