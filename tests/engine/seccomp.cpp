// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/seccomp.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "emulator/base/members.h"
#include "emulator/io/document.h"

namespace gonogo::test {
namespace {

const SeccompHost new_machine{.architecture = "amd64", .kernel = {6, 1}};

Value resolved(const std::vector<std::string>& capabilities, const SeccompHost& host) {
  const auto profile = parse_json(docker_seccomp_text(), "profile");
  REQUIRE(profile);
  return resolve_seccomp(*profile, capabilities, host);
}

/// Whether a rule without arguments allows the call.
bool allows(const Value& filter, const std::string& call) {
  for (const Value& rule : part_of(filter, "syscalls").items()) {
    const auto names = texts_of(rule, "names");
    if (text_of(rule, "action") == "SCMP_ACT_ALLOW" && rule.find("args") == nullptr &&
        std::find(names.begin(), names.end(), call) != names.end())
      return true;
  }
  return false;
}

TEST_CASE("without CAP_SYS_ADMIN there is no mount, unshare or setns; with it there is") {
  const Value usual = resolved({"CAP_CHOWN"}, new_machine);
  const Value admin = resolved({"CAP_SYS_ADMIN"}, new_machine);
  for (const char* call : {"mount", "unshare", "setns", "bpf", "clone"}) {
    CHECK_FALSE(allows(usual, call));
    CHECK(allows(admin, call));
  }
  CHECK(allows(usual, "openat"));
  CHECK(text_of(usual, "defaultAction") == "SCMP_ACT_ERRNO");
}

TEST_CASE("clone3 is answered as if the kernel had it not, so that clone is tried") {
  const Value filter = resolved({}, new_machine);
  bool told = false;
  for (const Value& rule : part_of(filter, "syscalls").items())
    if (texts_of(rule, "names") == std::vector<std::string>{"clone3"})
      told = text_of(rule, "action") == "SCMP_ACT_ERRNO" && number_of(rule, "errnoRet") == 38;
  CHECK(told);
}

TEST_CASE("conditions on kernel and architecture are decided") {
  CHECK(allows(resolved({}, new_machine), "ptrace"));
  CHECK_FALSE(allows(resolved({}, {.architecture = "amd64", .kernel = {4, 4}}), "ptrace"));
  CHECK(allows(resolved({}, new_machine), "arch_prctl"));
  CHECK_FALSE(allows(resolved({}, {.architecture = "arm64", .kernel = {6, 1}}), "arch_prctl"));
  CHECK(texts_of(resolved({}, new_machine), "architectures") ==
        std::vector<std::string>{"SCMP_ARCH_X86_64", "SCMP_ARCH_X86", "SCMP_ARCH_X32"});
}

TEST_CASE("no condition is left for the runtime, which would not see it") {
  const Value filter = resolved({}, new_machine);
  for (const Value& rule : part_of(filter, "syscalls").items()) {
    CHECK(rule.find("includes") == nullptr);
    CHECK(rule.find("excludes") == nullptr);
  }
}

}  // namespace
}  // namespace gonogo::test
