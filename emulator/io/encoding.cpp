// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/encoding.h"

#include "emulator/io/tree_builder.h"

namespace gonogo {
namespace {

struct OrderMark {
  std::string_view bytes;
  std::string_view of;
};
// The longer ones first: UTF-16's is the beginning of UTF-32's.
constexpr OrderMark order_marks[] = {{{"\xFF\xFE\0\0", 4}, "UTF-32"},
                                     {{"\0\0\xFE\xFF", 4}, "UTF-32"},
                                     {{"\xFF\xFE", 2}, "UTF-16"},
                                     {{"\xFE\xFF", 2}, "UTF-16"}};

/// Where the text stops to be text; npos where it does not.
size_t first_bad_byte(std::string_view text) {
  for (size_t at = 0; at < text.size();) {
    const DecodedCharacter next = decode_utf8(text.substr(at));
    const bool surrogate = next.character >= 0xD800 && next.character <= 0xDFFF;
    if (next.length == 0 || surrogate || text[at] == '\0') return at;
    at += next.length;
  }
  return std::string_view::npos;
}

// ASCII in UTF-16 has a NUL in every second byte, also without a byte order mark.
bool looks_like_utf16(std::string_view text) {
  return text.size() >= 4 && (text[0] == '\0') != (text[1] == '\0') &&
         (text[2] == '\0') == (text[0] == '\0') && (text[3] == '\0') == (text[1] == '\0');
}

std::string name_of(char byte) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  const auto number = static_cast<unsigned char>(byte);
  return std::string("the byte 0x") + digits[number >> 4U] + digits[number & 0xFU];
}

}  // namespace

Mark mark_at(std::string_view text, size_t offset) {
  TextCursor cursor{.text = text};
  cursor.advance_to(offset);
  return cursor.mark;
}

DecodedCharacter decode_utf8(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(0);
  if (first < 0x80U) return {1, first};
  const size_t length = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : 2;
  if (first < 0xC2U || first > 0xF4U || text.size() < length) return {};
  char32_t character = first & (0xFFU >> (length + 1));
  for (size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return {};
    character = (character << 6U) | (byte(i) & 0x3FU);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  if (character < smallest[length] || character > 0x10FFFF) return {};
  return {length, character};
}

std::optional<Error> refuse_encoding(std::string_view text, const std::string& file,
                                     const std::string& code) {
  Error error{.code = code,
              .what = "the text must be UTF-8",
              .where = {.file = file, .mark = {1, 1}},
              .hint = "save it as UTF-8"};
  for (const OrderMark& mark : order_marks) {
    if (!text.starts_with(mark.bytes)) continue;
    error.seen = "the byte order mark of " + std::string(mark.of);
    return error;
  }
  const size_t bad = first_bad_byte(text);
  if (bad == std::string_view::npos) return std::nullopt;
  error.where.mark = mark_at(text, bad);
  error.seen = looks_like_utf16(text) ? "UTF-16 without its byte order mark" : name_of(text[bad]);
  return error;
}

}  // namespace gonogo
