// SPDX-License-Identifier: Apache-2.0
#include "emulator/scenario/json_path_string.h"

#include <charconv>
#include <cstdint>

#include "emulator/io/utf16.h"

namespace gonogo::json_path {
namespace {

bool is_decimal(char c) { return c >= '0' && c <= '9'; }

/// Four hexadecimal digits at `at`, moving behind them.
std::optional<char32_t> read_hex(std::string_view text, size_t& at) {
  if (text.size() - at < 4) return std::nullopt;
  std::uint32_t number = 0;
  const char* const start = text.data() + at;
  const auto result = std::from_chars(start, start + 4, number, 16);
  if (result.ec != std::errc{} || result.ptr != start + 4) return std::nullopt;
  at += 4;
  return number;
}

bool is_high(char32_t c) { return c >= 0xD800 && c <= 0xDBFF; }
bool is_low(char32_t c) { return c >= 0xDC00 && c <= 0xDFFF; }

bool read_unicode(std::string_view text, size_t& at, std::string& out) {
  const auto first = read_hex(text, at);
  if (!first || is_low(*first)) return false;
  if (!is_high(*first)) {
    append_utf8(out, *first);
    return true;
  }
  if (!text.substr(at).starts_with("\\u")) return false;
  at += 2;
  const auto second = read_hex(text, at);
  if (!second || !is_low(*second)) return false;
  append_utf8(out, 0x10000 + ((*first - 0xD800) << 10U) + (*second - 0xDC00));
  return true;
}

bool read_escape(std::string_view text, size_t& at, char quote, std::string& out) {
  if (at >= text.size()) return false;
  const char c = text[at++];
  constexpr std::string_view names = "bfnrt/\\";
  constexpr std::string_view meanings = "\b\f\n\r\t/\\";
  const size_t known = names.find(c);
  if (known != std::string_view::npos) {
    out += meanings[known];
  } else if (c == quote) {
    out += c;
  } else {
    return c == 'u' && read_unicode(text, at, out);
  }
  return true;
}

size_t skip_digits(std::string_view text, size_t at) {
  while (at < text.size() && is_decimal(text[at])) ++at;
  return at;
}

}  // namespace

std::optional<std::string> read_string(std::string_view text, size_t& at, std::string& problem) {
  const char quote = text[at++];
  std::string out;
  while (at < text.size() && text[at] != quote) {
    const char c = text[at++];
    if (static_cast<unsigned char>(c) < 0x20) {
      problem = "a control character must be written as an escape";
      return std::nullopt;
    }
    if (c != '\\') {
      out += c;
    } else if (!read_escape(text, at, quote, out)) {
      problem = "there is no such escape";
      return std::nullopt;
    }
  }
  if (at >= text.size()) {
    problem = "the closing quote is missing";
    return std::nullopt;
  }
  ++at;
  return out;
}

size_t number_length(std::string_view text) {
  const auto digit_at = [&](size_t i) { return i < text.size() && is_decimal(text[i]); };
  size_t at = text.starts_with('-') ? 1 : 0;
  if (!digit_at(at)) return 0;
  const size_t first = at;
  at = skip_digits(text, at);
  if (text[first] == '0' && at - first > 1) return 0;
  if (at < text.size() && text[at] == '.') {
    if (!digit_at(at + 1)) return 0;
    at = skip_digits(text, at + 1);
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    const bool is_signed = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-');
    const size_t exponent = at + (is_signed ? 2 : 1);
    if (!digit_at(exponent)) return 0;
    at = skip_digits(text, exponent);
  }
  return at;
}

Value number_of(std::string_view digits) {
  const char* const end = digits.data() + digits.size();
  std::int64_t integer = 0;
  const auto whole = std::from_chars(digits.data(), end, integer);
  if (whole.ec == std::errc{} && whole.ptr == end) return integer;
  double number = 0;
  std::from_chars(digits.data(), end, number);
  return number;
}

}  // namespace gonogo::json_path
