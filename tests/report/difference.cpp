// SPDX-License-Identifier: Apache-2.0
#include "emulator/report/difference.h"

#include <doctest/doctest.h>

#include "emulator/base/text.h"

using namespace gonogo;

namespace {

std::string long_json(const std::string& state) {
  return R"({"id":8,"email":"ada@example.com","size":"UK 9","product":"trail shoe","state":")" +
         state + R"(","pairs":2,"opens":"2026-11-24","closes":"2026-11-25"})";
}

}  // namespace

TEST_CASE("texts of any size are compared as they are, when that is asked for") {
  CHECK(join(line_difference("id  what\n1   pen\n", "id  what\n2   pen\n"), "\n") ==
        "  id  what\n- 1   pen\n+ 2   pen");
  CHECK(difference("1\n2\n", "1\n3\n").empty());
}

TEST_CASE("long values are compared line by line, JSON member by member") {
  CHECK(join(difference(long_json("refused"), long_json("accepted")), "\n") ==
        "…\n"
        "    \"email\": \"ada@example.com\",\n"
        "    \"size\": \"UK 9\",\n"
        "    \"product\": \"trail shoe\",\n"
        "-   \"state\": \"refused\",\n"
        "+   \"state\": \"accepted\",\n"
        "    \"pairs\": 2,\n"
        "    \"opens\": \"2026-11-24\",\n"
        "    \"closes\": \"2026-11-25\"\n"
        "…");
}

TEST_CASE("texts are compared by their lines, without quotes and escapes") {
  const std::string start = R"("a line that is long enough to be compared line by line\n)";
  CHECK(join(difference(start + R"(same\nold")", start + R"(same\nnew\nmore")"), "\n") ==
        "  a line that is long enough to be compared line by line\n"
        "  same\n- old\n+ new\n+ more");
}

TEST_CASE("what one look can compare is not taken apart") {
  CHECK(difference("409", "201").empty());
  CHECK(difference(R"({"a":1})", R"({"a":2})").empty());
  CHECK(difference(long_json("refused"), "missing").empty());
  CHECK(difference("", "").empty());
}
