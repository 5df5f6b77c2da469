// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace gonogo::test {

/// What a campaign of SIGKILLs found. A try is repeated by its own seed.
struct Tally {
  int tries = 0;  ///< that killed somebody
  std::map<std::string, int> killed{};      ///< by phase and victim: "run, mysqld"
  std::vector<std::string> left_behind{};   ///< a line each: what a try left
  std::vector<std::string> wrong_next{};    ///< the command after it did not do as without the kill
  std::vector<std::string> false_go{};      ///< GO, or a deployment, that nothing had proven
  std::vector<std::string> broken_store{};  ///< images that are not whole
  bool clean() const {
    return left_behind.empty() && wrong_next.empty() && false_go.empty() && broken_store.empty();
  }
};

/// Kills `tries` times (what had ended before does not count), each at a moment and a process that its seed (first, first + 1, …) chooses. Needs
/// root, as everything that makes containers.
Tally kill_anywhere(int tries, std::uint64_t first);

/// "left behind: 0 of 200, …", and before it every finding.
std::string to_text(const Tally& tally);

}  // namespace gonogo::test
