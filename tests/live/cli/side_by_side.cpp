// SPDX-License-Identifier: Apache-2.0
// Environments beside each other, of two checkouts of one project; the same one twice.
#include <doctest/doctest.h>
#include <sys/wait.h>

#include <poll.h>

#include <algorithm>
#include <filesystem>

#include "emulator/base/text.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

constexpr int environments = 8;
constexpr int patience_ms = 120'000;

// Its page is its host's name and whatever is given.
LiveProject checkout(const std::string& page) {
  LiveProject project(replace_all(web_project(), "entrypoint:", "files: {page: /var/www/html/page}, entrypoint:"));
  project.write("web.json", web_definition());
  project.write("page", page);
  return project;
}

std::string name_of(int n) { return "beside-" + std::to_string(n); }

int code_of(const Child& child) {
  pollfd ended{child.handle.get(), POLLIN, 0};
  if (poll(&ended, 1, patience_ms) != 1) kill(child.pid, SIGKILL);
  int status = 0;
  waitpid(child.pid, &status, 0);
  return exit_status_of(status).shell_code();
}

std::string page_of(const LiveProject& project, const std::vector<std::string>& more) {
  std::vector<std::string> arguments{"exec", "web"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  arguments.insert(arguments.end(), {"--", "curl", "--silent", "http://localhost/page"});
  const Ended told = project.gonogo(arguments);
  return told.code == 0 ? told.out : told.all();
}

bool runs_anything(const std::string& name) { return !processes_of(name, "").empty(); }

}  // namespace

TEST_CASE("eight environments at once, of two checkouts: each answers its own, and down leaves nothing") {
  const LiveProject projects[] = {checkout("left"), checkout("right")};
  // The image is made once, so that what follows is about environments.
  for (const LiveProject& project : projects) REQUIRE(project.gonogo({"images", "build"}).code == 0);
  std::vector<Child> starting;
  for (int n = 0; n < environments; ++n)
    starting.push_back(projects[n % 2].start({"up", "--environment", name_of(n)}));
  for (const Child& child : starting) CHECK(code_of(child) == 0);
  for (int n = 0; n < environments; ++n)
    CHECK(page_of(projects[n % 2], {"--environment", name_of(n)}) == (n % 2 == 0 ? "left" : "right"));
  // One that ends takes nothing of its neighbours along.
  CHECK(projects[0].gonogo({"down", "--environment", name_of(0)}).code == 0);
  CHECK(!runs_anything(name_of(0)));
  for (int n = 1; n < environments; ++n)
    CHECK(page_of(projects[n % 2], {"--environment", name_of(n)}) == (n % 2 == 0 ? "left" : "right"));
  std::vector<Child> ending;
  for (int n = 1; n < environments; ++n)
    ending.push_back(projects[n % 2].start({"down", "--environment", name_of(n)}));
  for (const Child& child : ending) CHECK(code_of(child) == 0);
  CHECK(!runs_anything("beside-"));
  for (int n = 0; n < environments; ++n)
    CHECK(!std::filesystem::exists("/tmp/gonogo-0/" + name_of(n)));
}

TEST_CASE("two checkouts of one project are up at the same time without being given names") {
  const LiveProject left = checkout("left");
  const LiveProject right = checkout("right");
  for (const LiveProject* project : {&left, &right}) {
    const Ended up = project->gonogo({"up"});
    CHECK_MESSAGE(up.code == 0, up.all());
  }
  CHECK(page_of(left, {}) == "left");
  CHECK(page_of(right, {}) == "right");
  for (const LiveProject* project : {&left, &right}) CHECK(project->gonogo({"down"}).code == 0);
}

TEST_CASE("an environment that is up is not started again: who holds it is told") {
  const LiveProject project = checkout("held");
  const std::string name = name_of(9);
  REQUIRE(project.gonogo({"up", "--environment", name}).code == 0);
  const std::string logs = project.folder() + "/.gonogo/up/" + name + "/logs";
  const auto logged = list_files(logs);
  REQUIRE(logged);
  REQUIRE(!logged->empty());
  const Ended again = project.gonogo({"up", "--environment", name, "--set", "PIN=1234"});
  CHECK(again.code == 2);
  for (const char* part : {"is already up", "pid ", " of root, since 2", "gonogo up --environment beside-9",
                           "gonogo ps", "gonogo down"})
    CHECK_MESSAGE(again.err.find(part) != std::string::npos, part << " is not in " << again.err);
  const auto left = list_files(logs);
  REQUIRE(left);
  CHECK(*left == *logged);
  // Two who come at the same time: one has it.
  REQUIRE(project.gonogo({"down", "--environment", name}).code == 0);
  const Child first = project.start({"up", "--environment", name});
  const Child second = project.start({"up", "--environment", name, "--set", "PIN=1234"});
  std::vector<int> codes{code_of(first), code_of(second)};
  std::sort(codes.begin(), codes.end());
  CHECK(codes == std::vector<int>{0, 2});
  const Ended third = project.gonogo({"up", "--environment", name});
  CHECK(third.code == 2);
  CHECK(third.err.find("1234") == std::string::npos);
  CHECK(project.gonogo({"down", "--environment", name}).code == 0);
}

TEST_CASE("two runs of one checkout at the same time: each has worlds and a folder of its own") {
  const LiveProject project = checkout("run");
  project.write("scenarios/page.yaml",
                "scenario: page\nkind: acceptance\nsteps:\n  - http: GET ${task.web}/page\n"
                "    expect: {status: 200}\n");
  const Child first = project.start({"run"});
  const Child second = project.start({"run"});
  CHECK(code_of(first) == 0);
  CHECK(code_of(second) == 0);
  int folders = 0;
  for (const auto& entry : std::filesystem::directory_iterator(project.folder() + "/.gonogo/runs"))
    folders += std::filesystem::exists(entry.path() / "verdict.json") ? 1 : 0;
  CHECK(folders == 2);
}

}  // namespace gonogo::test
