// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace gonogo {

/// An IPv4 network.
struct Cidr {
  std::uint32_t base = 0;
  int prefix = 0;
  /// The nth address of it, as text.
  std::string address(std::uint32_t n) const;
  std::uint32_t size() const { return 1U << (32 - prefix); }
};

/// "198.18.0.0/16", of a prefix from 8 to 30 and without bits beyond it; nothing for anything else.
std::optional<Cidr> parse_cidr(std::string_view text);

}  // namespace gonogo
