// SPDX-License-Identifier: Apache-2.0
#include "emulator/project/cidr.h"

#include <charconv>

#include "emulator/base/text.h"

namespace gonogo {
namespace {

std::optional<std::uint32_t> number_of(const std::string& text, std::uint32_t most) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number > most) return std::nullopt;
  return number;
}

}  // namespace

std::string Cidr::address(std::uint32_t n) const {
  const std::uint32_t number = base + n;
  return std::to_string(number >> 24U) + "." + std::to_string(number >> 16U & 255U) + "." +
         std::to_string(number >> 8U & 255U) + "." + std::to_string(number & 255U);
}

std::optional<Cidr> parse_cidr(std::string_view text) {
  const auto halves = split(text, '/');
  if (halves.size() != 2) return std::nullopt;
  const auto parts = split(halves[0], '.');
  const auto prefix = number_of(halves[1], 30);
  if (parts.size() != 4 || !prefix || *prefix < 8) return std::nullopt;
  Cidr cidr{.prefix = static_cast<int>(*prefix)};
  for (const std::string& part : parts) {
    const auto octet = number_of(part, 255);
    if (!octet) return std::nullopt;
    cidr.base = cidr.base << 8U | *octet;
  }
  if ((cidr.base & (cidr.size() - 1)) != 0) return std::nullopt;
  return cidr;
}

}  // namespace gonogo
