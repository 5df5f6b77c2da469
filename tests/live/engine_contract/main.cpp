// SPDX-License-Identifier: Apache-2.0
// Started without a world this makes one and runs itself again in it as PID 1: the contract is about
// engines where they live.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>

#include "emulator/engine/linux/cgroups.h"
#include "emulator/engine/linux/launch.h"
#include "tests/live/engine_contract/tested_engine.h"

namespace {

int run_inside(const char* folder) {
  const auto entered = gonogo::enter_world(folder);
  if (!entered) {
    std::fputs(gonogo::to_text(entered.error()).c_str(), stderr);
    return 1;
  }
  setenv("GONOGO_CONTRACT_WORLD", folder, 1);
  doctest::Context context;
  context.setOption("no-path-filenames", true);
  if (gonogo::test::is_attached()) context.setOption("test-suite-exclude", "isolation");
  if (const char* filter = getenv("CASE")) context.addFilter("test-case", filter);
  if (const char* filter = getenv("NOT_CASE")) context.addFilter("test-case-exclude", filter);
  return context.run();
}

// The groups of every world that the tests made: only now have all of their processes ended.
void remove_groups(const std::string& name) {
  const gonogo::Cgroups own = gonogo::Cgroups::find(name);
  for (const gonogo::Path& folder : own.folders()) {
    std::vector<gonogo::Path> groups;
    for (const auto& entry : std::filesystem::directory_iterator(folder.parent_path()))
      if (entry.path().filename().string().starts_with(folder.filename().string()))
        groups.push_back(entry.path());
    gonogo::remove_cgroups(groups);
  }
}

int run_outside(const char* program) {
  std::string folder = "/tmp/gonogo-contract-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return 1;
  int lifeline[2];
  if (pipe2(lifeline, O_CLOEXEC) != 0) return 1;
  // A supervisor has no variables but PATH, and so has this, beside what says which tests.
  std::vector<std::string> before{"/usr/bin/env"};
  for (const char* name : {"GONOGO_CONTRACT_ENGINE", "CASE", "NOT_CASE"})
    if (const char* value = getenv(name)) before.push_back(std::string(name) + "=" + value);
  auto child = gonogo::launch({.program = std::filesystem::canonical(program),
                               .before = before,
                               .world_folder = folder,
                               .lifeline = lifeline[0],
                               .log = 2});
  if (!child) {
    std::fputs(gonogo::to_text(child.error()).c_str(), stderr);
    return 1;
  }
  int status = 0;
  waitpid(child->pid, &status, 0);
  remove_groups(std::filesystem::path(folder).filename());
  std::error_code ignored;
  std::filesystem::remove(folder, ignored);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

}  // namespace

int main(int argc, char** argv) { return argc > 1 ? run_inside(argv[1]) : run_outside(argv[0]); }
