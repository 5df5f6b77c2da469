// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "emulator/base/clock.h"

namespace gonogo {

/// What is made worse of the packets that come into a network, or that leave it.
struct Impairment {
  enum class Kind { blackhole, latency, loss };
  enum class Direction { in, out };
  Kind kind = Kind::blackhole;
  Direction direction = Direction::in;
  std::vector<std::string> peers{};   ///< addresses or CIDRs at the other end; none: everybody
  std::vector<std::string> spared{};  ///< of these, left alone
  std::string protocol{};             ///< "tcp", "udp"; "": both with a port, everything without one
  std::uint16_t port = 0;             ///< that is called; 0: every one
  Milliseconds delay{};
  Milliseconds jitter{};  ///< up to that much more or less
  int percent = 100;      ///< of the packets that are lost
};

/// The queue number and the highest count of impairments that are looked at one by one: a packet's
/// mark has a bit for each.
inline constexpr std::uint16_t impairment_queue = 7;
inline constexpr size_t most_impairments = 24;

/// A ruleset for iptables-restore(8), which replaces the whole of a network's "mangle" table: what is
/// blackholed is dropped; what is delayed or lost gets the bit of its place in the list as its mark and
/// goes to the queue. An empty list gives an empty table.
std::string impairment_rules(const std::vector<Impairment>& impairments);

/// Whether any of them needs somebody who reads the queue.
bool needs_queue(const std::vector<Impairment>& impairments);

}  // namespace gonogo
