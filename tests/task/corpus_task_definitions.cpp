// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include <filesystem>

#include "emulator/task/read.h"
#include "tests/support/golden.h"

namespace gonogo {

TEST_CASE("every task definition of other people is accepted or told what is wrong where") {
  int files = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(GONOGO_CORPUS) + "/taskdefs")) {
    if (entry.path().extension() != ".json") continue;
    ++files;
    const std::string name = entry.path().filename();
    const auto reading = read_task_definition(test::read_text(entry.path()), name);
    CAPTURE(name);
    CHECK((reading.accepted() || has_errors(reading.findings)));
    for (const Finding& finding : reading.findings) {
      CHECK(finding.where.mark.line > 0);
      CHECK(finding.where.mark.column > 0);
    }
  }
  CHECK(files > 0);
}

TEST_CASE("the rules agree with their published pass and fail cases") {
  int agreed = 0;
  std::string disagreed;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::string(GONOGO_CORPUS) + "/rules")) {
    const std::string name = entry.path().filename();
    const size_t rule_at = name.find("pf-ecs-");
    const bool fails = name.ends_with(".fail.json");
    if (rule_at == std::string::npos || (!fails && !name.ends_with(".pass.json"))) continue;
    const std::string rest = name.substr(rule_at + 7);
    const std::string rule = rest.substr(0, rest.size() - std::string(".fail.json").size());
    const auto reading = read_task_definition(test::read_text(entry.path()), name);
    bool found = false;
    for (const Finding& finding : reading.findings) found = found || finding.rule == rule;
    if (found == fails)
      ++agreed;
    else
      disagreed += name + "\n";
  }
  CHECK(agreed > 0);
  CHECK(disagreed == "");
}

}  // namespace gonogo
