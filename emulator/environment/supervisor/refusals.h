// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/io/event_loop.h"
#include "emulator/io/files.h"

namespace gonogo {

/// Lists the calls that leave the VPC, one row for each task and name or address: what a test would
/// otherwise only show as a time-out in some log.
class Refusals {
 public:
  /// `hosts`: address → the task or service that has it.
  Refusals(EventLoop& loop, std::map<std::string, std::string> hosts);
  ~Refusals();

  /// Looks at what reaches the VPC's gateway for an address outside of `cidr` (TCP's first packets and
  /// UDP) and tells the caller that there is no way. Made in the VPC's own network namespace.
  Result<Done> watch_packets(const std::string& link, const std::string& cidr);

  /// One line of dnsmasq's log (log-queries=extra); others are ignored.
  void read_resolver_line(const std::string& line);

  /// `[{"from","to","count"}]`
  Value to_value() const;

 private:
  void read_packets();
  void answer(std::uint32_t caller, const unsigned char* packet, size_t quoted);
  void add(const std::string& address, const std::string& to);

  EventLoop& loop_;
  std::map<std::string, std::string> hosts_;
  std::map<std::pair<std::string, std::string>, int> rows_;
  Descriptor packets_;
  Descriptor answers_;
  std::string last_query_;
};

}  // namespace gonogo
