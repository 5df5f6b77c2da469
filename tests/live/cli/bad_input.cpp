// SPDX-License-Identifier: Apache-2.0
// What a person can get wrong, or a machine can lack: one sentence with its place, the exit code,
// and nothing left running.
#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <sys/socket.h>

#include "emulator/base/text.h"
#include "emulator/io/files.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {
namespace {

/// A port of 127.0.0.1 that somebody else has.
class TakenPort {
 public:
  TakenPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    REQUIRE(bind(socket_.get(), reinterpret_cast<sockaddr*>(&address), size) == 0);
    REQUIRE(listen(socket_.get(), 1) == 0);
    getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&address), &size);
    number_ = ntohs(address.sin_port);
  }
  std::string number() const { return std::to_string(number_); }

 private:
  Descriptor socket_;
  std::uint16_t number_ = 0;
};

void expect(const LiveProject& project, const Ended& ended, int code,
            const std::vector<std::string>& words) {
  CHECK_MESSAGE(ended.code == code, ended.all());
  for (const std::string& word : words)
    CHECK_MESSAGE(ended.all().find(word) != std::string::npos, word << "\nin: " << ended.all());
  CHECK(processes_of("web-", "").empty());
  CHECK(project.gonogo({"ps"}).code != 0);
}

LiveProject project_of(const std::string& gonogo_yaml) {
  LiveProject project(gonogo_yaml);
  project.write("web.json", web_definition());
  project.write("scenarios/any.yaml",
                "scenario: any\nkind: acceptance\nsteps:\n"
                "  - http: GET ${task.web}/\n    expect: {status: 200}\n");
  return project;
}

}  // namespace

TEST_CASE("a port that is taken") {
  const TakenPort port;
  const LiveProject project =
      project_of(replace_all(web_project(), "definition: web.json",
                             "definition: web.json, publish: [\"" + port.number() + ":80\"]"));
  expect(project, project.gonogo({"up"}), 3, {"port " + port.number(), "is in use", "try:"});
}

TEST_CASE("a program that is not there is told with its package") {
  const LiveProject project = project_of(web_project());
  expect(project,
         project.gonogo({"up"},
                        {{"PATH", "/nonexistent"}, {"GONOGO_STORE", project.folder() + "/store"}}),
         3, {"mmdebstrap", "apt"});
}

TEST_CASE("a package that Debian does not have") {
  const LiveProject project =
      project_of(replace_all(web_project(), "nginx-light", "nginx-of-nobody"));
  expect(project, project.gonogo({"run"}), 3,
         {"CANNOT-TELL", "gonogo.yaml:", "Unable to locate package nginx-of-nobody"});
}

TEST_CASE("a file of a recipe that is not there, a build that fails") {
  const auto with = [](const std::string& more) {
    return replace_all(web_project(), "debian: bookworm", "debian: bookworm, " + more);
  };
  const LiveProject missing = project_of(with("files: {nowhere/app: /app}"));
  expect(missing, missing.gonogo({"run"}), 2, {"gonogo.yaml:", "nowhere/app"});
  const LiveProject failing = project_of(with("build: [sh, -c, \"echo no rule; exit 2\"]"));
  expect(failing, failing.gonogo({"run"}), 1, {"NO-GO", "gonogo.yaml:", "no rule"});
}

TEST_CASE("a definition or a key that is not there, a key that stands twice") {
  const LiveProject missing = project_of(replace_all(web_project(), "web.json", "wep.json"));
  expect(missing, missing.gonogo({"up"}), 2, {"gonogo.yaml:4:", "wep.json"});
  const LiveProject unknown = project_of(replace_all(web_project(), "scenarios:", "scenarois:"));
  expect(unknown, unknown.gonogo({"run"}), 2, {"gonogo.yaml:5:1", "did you mean \"scenarios\"?"});
  const LiveProject twice = project_of(web_project("project: web\n"));
  expect(twice, twice.gonogo({"run"}), 2, {"stands twice"});
}

TEST_CASE("a person without rights is told what needs them") {
  const LiveProject project = project_of(web_project());
  expect(project, project.gonogo_as_nobody({"up"}), 3,
         {"the user nobody has too few subordinate ids", "/etc/subuid", "usermod --add-subuids", "sudo"});
}

}  // namespace gonogo::test
