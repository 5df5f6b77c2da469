// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/world.h"

namespace gonogo {

std::string World::variable(const std::string& name) const {
  const auto found = environment.find(name);
  return found != environment.end() ? found->second : "";
}

}  // namespace gonogo
