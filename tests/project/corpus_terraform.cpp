// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/io/document.h"
#include "emulator/io/files.h"
#include "emulator/project/terraform.h"

using namespace gonogo;

TEST_CASE("states and plans of public repositories") {
  struct Row {
    const char* file;
    const char* kind;
    bool has_serial;
  };
  const Row rows[] = {{"02.json", "plan", false}, {"04.json", "plan", false},
                      {"06.json", "plan", false}, {"07.json", "plan", false},
                      {"08.json", "plan", false}, {"12.json", "state", true},
                      {"14.json", "state", true}, {"16.json", "plan", false}};
  for (const Row& row : rows) {
    CAPTURE(std::string(row.file));
    const auto document = read_document(std::string(GONOGO_CORPUS "/terraform/") + row.file);
    REQUIRE(document);
    const auto facts = terraform_facts_of(*document, row.file);
    REQUIRE(facts);
    CHECK(facts->kind == row.kind);
    CHECK(facts->serial.has_value() == row.has_serial);
    CHECK(facts->lineage.empty() != row.has_serial);
  }
}
