// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/utf16.h"

#include <doctest/doctest.h>

using namespace gonogo;

namespace {

std::string bytes(std::initializer_list<int> list) {
  std::string text;
  for (const int each : list) text += static_cast<char>(each);
  return text;
}

}  // namespace

TEST_CASE("UTF-16 of either order and UTF-8 with or without its mark are one text") {
  // "{é€😀}": one, two, three and four bytes of UTF-8.
  const std::string wanted = "{\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80}";
  const std::string little =
      bytes({0xFF, 0xFE, '{', 0, 0xE9, 0, 0xAC, 0x20, 0x3D, 0xD8, 0x00, 0xDE, '}', 0});
  const std::string big =
      bytes({0xFE, 0xFF, 0, '{', 0, 0xE9, 0x20, 0xAC, 0xD8, 0x3D, 0xDE, 0x00, 0, '}'});
  for (const std::string& text : {little, big, wanted, bytes({0xEF, 0xBB, 0xBF}) + wanted}) {
    const auto read = utf8_of(text, "plan.json");
    REQUIRE(read);
    CHECK(*read == wanted);
  }
}

TEST_CASE("half a character of UTF-16 is told") {
  for (const std::string& text :
       {bytes({0xFF, 0xFE, '{'}), bytes({0xFF, 0xFE, 0x3D, 0xD8}),
        bytes({0xFF, 0xFE, 0x3D, 0xD8, '{', 0}), bytes({0xFF, 0xFE, 0x00, 0xDE})}) {
    const auto read = utf8_of(text, "plan.json");
    REQUIRE_FALSE(read);
    CHECK(read.error().code == "bad-utf16");
    CHECK(read.error().seen == "at byte 2");
  }
}
