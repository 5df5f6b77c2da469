// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/engine/engine.h"
#include "emulator/io/files.h"

namespace gonogo {

struct CgroupLimits {
  std::uint64_t memory = 0;              ///< bytes; 0: none
  std::uint64_t memory_reservation = 0;  ///< bytes, a soft limit; 0: none
  int cpu_shares = 0;                    ///< 0: none
};

/// The control groups of one environment, below the caller's own: version 1 and hybrid hosts
/// (memory, cpu, devices), and version 2 where it lets us. Groups are named "pool" or
/// "pool/container".
class Cgroups {
 public:
  /// Looks at /proc/self/cgroup and /proc/self/mountinfo below `proc` (tests give a tree of their
  /// own).
  static Cgroups find(const std::string& environment, const Path& proc = "/proc");
  /// The folders that `find` may make, whether they are there or not.
  static std::vector<Path> places(const std::string& environment, const Path& proc = "/proc");
  /// By environment: folders of this user that nobody is in and that are older than any start takes.
  static std::map<std::string, std::vector<Path>> forgotten(const Path& proc = "/proc");

  bool limits_memory() const { return !memory_.empty(); }
  bool shares_cpu() const { return !cpu_.empty(); }

  Result<Done> make(const std::string& group, const CgroupLimits& limits, bool own_devices);
  /// Open cgroup.procs files, for a child to join.
  std::vector<Descriptor> open_members(const std::string& group) const;
  Usage usage(const std::string& group) const;
  /// Whether the kernel killed somebody in the group for memory. Gone with the group: ask first.
  bool out_of_memory(const std::string& group) const;
  void remove(const std::string& group) const;
  /// The environment's own folders, one a hierarchy: what a sweep removes.
  const std::vector<Path>& folders() const { return folders_; }

 private:
  std::vector<Path> folders_;
  Path memory_;  // one of folders_, or empty
  Path cpu_;
  Path cpu_usage_;  // version 1: may be a hierarchy of its own
  Path devices_;    // version 1 only
  bool unified_ = false;
};

/// What control groups let this user do, found by trying.
struct CgroupPowers {
  bool limits_memory = false;
  bool shares_cpu = false;
};
CgroupPowers probe_cgroups();

/// Removes the folders of an environment that has ended, from the bottom up.
void remove_cgroups(const std::vector<Path>& folders);

}  // namespace gonogo
