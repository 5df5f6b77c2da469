// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/io/files.h"
#include "emulator/io/process.h"

namespace gonogo {

/// Where text for people and programs goes.
struct Output {
  std::function<void(std::string_view)> write;
  bool is_terminal = false;
};

/// Everything that a command may touch. Tests build one of their own; `main` builds the real one.
struct World {
  Clock& clock;
  Processes& processes;
  std::map<std::string, std::string> environment;
  Path folder;      ///< where the person stands
  Path programs;    ///< where gonogo's own executables lie
  Output out;       ///< answers
  Output err;       ///< progress and errors
  std::vector<std::string> loader{};  ///< words before an executable of ours: a bundle's own loader

  /// A variable of the environment; "" when it is not set.
  std::string variable(const std::string& name) const;
  /// gonogo-exec, for RunSpec: a command that a person wrote starts what it likes.
  Path guard() const { return programs / "gonogo-exec"; }
};

}  // namespace gonogo
