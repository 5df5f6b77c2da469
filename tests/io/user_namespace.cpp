// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/user_namespace.h"

#include <doctest/doctest.h>

using namespace gonogo;

TEST_CASE("subordinate ids: the user's largest range, by name or number; lines that are none count for nothing") {
  const std::string text =
      "ann:100000:65536\n"
      "bob:165536:1000\n"
      "1002:231072:65536\n"
      "bob:300000:65536\n"
      "eve:0:65536\n"
      "dan:x:65536\n"
      "dan:400000\n"
      "\n";
  struct Row {
    const char* name;
    uid_t id;
    std::uint32_t first;
    std::uint32_t count;
  };
  for (const Row& row : {Row{"ann", 1000, 100'000, 65'536}, {"bob", 1001, 300'000, 65'536},
                         {"cy", 1002, 231'072, 65'536}}) {
    const auto range = subordinate_ids(text, row.name, row.id);
    REQUIRE_MESSAGE(range, row.name);
    CHECK(range->first == row.first);
    CHECK(range->count == row.count);
  }
  // Root's own id is nobody's to have.
  for (const char* name : {"eve", "dan", "an", ""}) CHECK_MESSAGE(!subordinate_ids(text, name, 7), name);
}
