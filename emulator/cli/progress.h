// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "emulator/environment/client/worlds.h"
#include "emulator/io/world.h"

namespace gonogo {

/// Rows of an environment that starts, on stderr: redrawn in place on a terminal, else a line each
/// when it is ready.
class Progress {
 public:
  Progress(World& world, bool quiet) : world_(world), quiet_(quiet) {}
  void show(const std::vector<StartRow>& rows);
  /// What is made for an image.
  void tell(const std::string& what, const std::string& text);

 private:
  void redraw(const std::vector<StartRow>& rows);

  World& world_;
  bool quiet_;
  size_t drawn_ = 0;
  std::set<std::string> told_;
};

/// The rows as `up` shows them: name, status, time, what runs or is waited for, address.
std::string rows_text(const std::vector<StartRow>& rows);

}  // namespace gonogo
