// SPDX-License-Identifier: Apache-2.0
#include "emulator/gate/variables.h"

#include <doctest/doctest.h>

#include "tests/gate/sample_checkout.h"

using namespace gonogo;

namespace {

std::string value_of(const std::vector<std::pair<std::string, std::string>>& all,
                     const std::string& name) {
  for (const auto& [key, value] : all)
    if (key == name) return value;
  return "(none)";
}

}  // namespace

TEST_CASE("stand-ins and services are no images to deploy; what is not known is left out") {
  test::GateSample sample = test::gate_sample();
  sample.results.subject.images = {{"end/backend:1", "sha256:aa", false},
                                   {"end/frontend:1", "sha256:bb", false},
                                   {"end/mail:1", "sha256:cc", true},
                                   {"mysql", "sha256:dd", false}};
  sample.results.subject.terraform = Subject::Terraform{.commit = "7e88"};
  sample.results.subject.services = {{"mysql", "mysql", "8.4.3"}};
  const auto all = deployment_variables(sample.verdict(), {.verdict_sha256 = "ee", .tag = "v1"});
  CHECK(value_of(all, "GONOGO_IMAGES") == "end/backend:1@sha256:aa end/frontend:1@sha256:bb");
  CHECK(value_of(all, "GONOGO_VERDICT_SHA256") == "ee");
  CHECK(value_of(all, "GONOGO_VERDICT_EXPIRES") == "2026-11-24T14:00:04Z");
  CHECK(value_of(all, "GONOGO_TERRAFORM_COMMIT") == "7e88");
  CHECK(value_of(all, "GONOGO_TAG") == "v1");
  CHECK(value_of(all, "GONOGO_BRANCH") == "(none)");
  CHECK(value_of(all, "GONOGO_VERDICT_DSSE") == "(none)");
}
