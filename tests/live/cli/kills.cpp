// SPDX-License-Identifier: Apache-2.0
// gonogo, or its supervisor, is killed at seeded moments; one further command, then nothing is left.
#include <doctest/doctest.h>
#include <signal.h>
#include <sys/wait.h>

#include <algorithm>
#include <filesystem>
#include <iostream>
#include <random>

#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

constexpr int rounds = 20;
constexpr unsigned seed = 20261124;

pid_t supervisor_of(pid_t parent) {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const std::string status = read_text(entry.path() / "status");
    // One that has ended and whose parent was killed is init's to bury.
    if (status.find("\nState:\tZ") != std::string::npos) continue;
    if (status.rfind("Name:\tgonogo-supervis", 0) == 0 &&
        (parent == 0 || status.find("\nPPid:\t" + std::to_string(parent) + "\n") != std::string::npos))
      return std::stoi(name);
  }
  return 0;
}

/// Everything that an environment may leave on a machine, a line each.
std::vector<std::string> leftovers() {
  std::vector<std::string> left;
  for (const pid_t pid : processes_of("", "")) left.push_back("process " + std::to_string(pid));
  if (const pid_t pid = supervisor_of(0)) left.push_back("supervisor " + std::to_string(pid));
  std::error_code error;
  for (std::filesystem::recursive_directory_iterator at(
           "/sys/fs/cgroup", std::filesystem::directory_options::skip_permission_denied, error), end;
       !error && at != end; at.increment(error)) {
    if (at.depth() > 6) at.disable_recursion_pending();
    const std::string name = at->path().filename();
    if (name.rfind("gonogo-", 0) == 0) left.push_back("cgroup " + at->path().string());
  }
  for (const auto& entry : std::filesystem::directory_iterator("/tmp")) {
    const std::string name = entry.path().filename();
    if (name.rfind("gonogo-contract-", 0) == 0) left.push_back("file " + name);
  }
  const std::string runtime = "/tmp/gonogo-0";
  if (std::filesystem::exists(runtime))
    for (const auto& entry : std::filesystem::directory_iterator(runtime))
      if (entry.path().filename() != ".lock") left.push_back("folder " + entry.path().string());
  if (read_text("/proc/self/mountinfo").find("gonogo-0/") != std::string::npos)
    left.push_back("a mount");
  return left;
}

std::string name_of(int round) { return "kills-" + std::to_string(round); }

void end(const Child& child) {
  for (int i = 0; i < 2000; ++i) {
    if (waitpid(child.pid, nullptr, WNOHANG) == child.pid) return;
    SystemClock().sleep(Milliseconds(10));
  }
  kill(child.pid, SIGKILL);
  waitpid(child.pid, nullptr, 0);
}

}  // namespace

TEST_CASE("killed at any moment, nothing is left behind after the next command") {
  LiveProject project(stores_project());
  project.write("web.json", web_definition());
  project.write("schema.sql", "CREATE TABLE t (id INT PRIMARY KEY);\n");
  project.write("scenarios/slow.yaml",
                "scenario: slow\nkind: acceptance\nsteps:\n  - exec: [sleep, \"1\"]\n"
                "    in: web/nginx\n    expect: {exit: 0}\n");
  const Ended warm = project.gonogo({"run"});  // the images, so that the moments fall on the run
  REQUIRE_MESSAGE(warm.code == 0, warm.all());

  // Of others on this machine; of an earlier run of this test there may be nothing.
  const std::vector<std::string> before = leftovers();
  for (const std::string& what : before) CHECK(what.find("kills-") == std::string::npos);
  std::mt19937 random(seed);
  int bad = 0;
  for (int round = 0; round < rounds; ++round) {
    const char* verbs[] = {"up", "run", "down"};
    const std::string verb = verbs[round % 3];
    const std::string name = name_of(round);
    if (verb == "down") (void)project.gonogo({"up", "--environment", name});
    const Child child = project.start({verb, "--environment", name});
    const int longest = verb == "run" ? 2500 : verb == "up" ? 1200 : 400;
    SystemClock().sleep(Milliseconds(std::uniform_int_distribution<>(0, longest)(random)));
    const bool kill_supervisor = round % 2 == 1;
    const pid_t supervisor = kill_supervisor ? supervisor_of(verb == "down" ? 0 : child.pid) : 0;
    kill(supervisor != 0 ? supervisor : child.pid, SIGKILL);
    end(child);
    // An `up` that had just finished, and a `down` that had not begun, leave a living environment.
    (void)project.gonogo({"down", "--environment", name});
    (void)project.gonogo({"gc"});
    for (const std::string& what : leftovers()) {
      if (std::find(before.begin(), before.end(), what) != before.end()) continue;
      std::cerr << "round " << round << " (" << verb << "): " << what << "\n";
      bad += 1;
    }
  }
  std::cout << "left behind: " << bad << " of " << rounds << "\n";
  CHECK(bad == 0);
}

}  // namespace gonogo::test
