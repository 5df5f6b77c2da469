// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/cli/commands.h"
#include "emulator/run/run_all.h"

namespace gonogo {

/// A run while it goes on. On a terminal: a line a scenario as it ends, and below them what runs
/// right now, redrawn. Anywhere else: lines alone, in the order of the files, so that two logs can
/// be compared.
class RunView {
 public:
  /// `may_redraw`: nobody else writes on the terminal meanwhile.
  RunView(const std::vector<Scenario>& scenarios, const Options& options, World& world,
          bool may_redraw);
  RunListener listener();
  /// Takes the redrawn part away.
  void close();

 private:
  struct Running {
    Moment since{};
    bool again = false;
  };
  void started(const Scenario& scenario, bool again);
  void ended(const ScenarioResult& result);
  void print(const std::string& text);
  void print_in_order();
  void draw();
  std::string taken_back();
  std::vector<std::string> lines() const;

  const std::vector<Scenario>& scenarios_;
  World& world_;
  const Output& out_;
  bool quiet_;
  bool live_;
  bool color_;
  Moment begin_;
  size_t columns_;
  std::map<std::string, Running> running_{};   // by scenario id
  std::map<std::string, std::string> held_{};  // lines whose turn has not come
  size_t printed_ = 0;
  size_t done_ = 0;
  size_t failed_ = 0;
  size_t drawn_ = 0;
};

}  // namespace gonogo
