// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/utf16.h"

#include <cstdint>

namespace gonogo {
namespace {

constexpr std::uint32_t first_high = 0xD800;
constexpr std::uint32_t first_low = 0xDC00;
constexpr std::uint32_t after_surrogates = 0xE000;
constexpr std::uint32_t first_of_pairs = 0x10000;

std::uint32_t unit_at(std::string_view bytes, size_t at, bool little) {
  const auto a = static_cast<unsigned char>(bytes[at]);
  const auto b = static_cast<unsigned char>(bytes[at + 1]);
  return little ? a | (static_cast<std::uint32_t>(b) << 8)
                : b | (static_cast<std::uint32_t>(a) << 8);
}

Result<std::string> from_utf16(std::string_view bytes, bool little, const std::string& file) {
  const auto bad = [&](size_t at) {
    return fail(
        {.code = "bad-utf16",
         .what = "this UTF-16 text is cut or broken",
         .where = {.file = file},
         .seen = "at byte " + std::to_string(at),
         .hint =
             "write it as UTF-8: terraform show -json plan | Out-File -Encoding utf8 plan.json"});
  };
  std::string text;
  for (size_t at = 2; at < bytes.size(); at += 2) {
    if (at + 1 >= bytes.size()) return bad(at);
    std::uint32_t point = unit_at(bytes, at, little);
    if (point >= first_low && point < after_surrogates) return bad(at);
    if (point >= first_high && point < first_low) {
      if (at + 3 >= bytes.size()) return bad(at);
      const std::uint32_t low = unit_at(bytes, at + 2, little);
      if (low < first_low || low >= after_surrogates) return bad(at);
      point = first_of_pairs + ((point - first_high) << 10) + (low - first_low);
      at += 2;
    }
    append_utf8(text, point);
  }
  return text;
}

}  // namespace

void append_utf8(std::string& text, char32_t point) {
  const auto byte = [&](char32_t bits) {
    text += static_cast<char>(static_cast<unsigned char>(bits));
  };
  if (point < 0x80) return byte(point);
  if (point < 0x800) {
    byte(0xC0U | (point >> 6U));
  } else {
    if (point < first_of_pairs) {
      byte(0xE0U | (point >> 12U));
    } else {
      byte(0xF0U | (point >> 18U));
      byte(0x80U | ((point >> 12U) & 0x3FU));
    }
    byte(0x80U | ((point >> 6U) & 0x3FU));
  }
  byte(0x80U | (point & 0x3FU));
}

Result<std::string> utf8_of(std::string_view bytes, const std::string& file) {
  if (bytes.starts_with("\xFF\xFE")) return from_utf16(bytes, true, file);
  if (bytes.starts_with("\xFE\xFF")) return from_utf16(bytes, false, file);
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  return std::string(bytes);
}

}  // namespace gonogo
