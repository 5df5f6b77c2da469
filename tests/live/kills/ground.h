// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <set>
#include <string>
#include <vector>

#include "tests/live/cli/gonogo_process.h"

namespace gonogo::test {

/// One process as /proc shows it.
struct SeenProcess {
  pid_t pid = 0;
  pid_t parent = 0;
  std::string command;  ///< its words, a blank between them
};

/// Commands that are run here have a run folder and a folder for temporary files of their own, and one
/// name for their environments, so that whatever they leave on the machine is known to be theirs.
class Ground {
 public:
  explicit Ground(const std::string& name);

  const std::string& environment() const { return name_; }
  const Variables& variables() const { return variables_; }

  Ended gonogo(const LiveProject& project, std::vector<std::string> arguments) const;
  Child start(const LiveProject& project, std::vector<std::string> arguments,
              const Streams& streams = {}) const;

  /// Those of the commands and of their environments that have not ended.
  std::vector<SeenProcess> processes() const;

  /// What commands left, a line each: processes, mounts, links, control groups, files and folders. Waits
  /// two seconds at most for processes that are about to end.
  std::vector<std::string> left_behind(const std::vector<const LiveProject*>& projects) const;

 private:
  std::vector<std::string> with_name(std::vector<std::string> arguments) const;
  void add_machine(std::vector<std::string>& left) const;
  void add_groups(std::vector<std::string>& left) const;
  void add_files(std::vector<std::string>& left) const;

  std::string name_;
  TemporaryFolder folder_;
  Variables variables_;
  std::set<std::string> before_;  ///< of others on this machine
};

/// What is not whole in the store, a line each: an entry without facts, or not as it was made.
std::vector<std::string> broken_in_store();

}  // namespace gonogo::test
