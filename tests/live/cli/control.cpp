// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <unistd.h>

#include "emulator/io/sockets.h"
#include "tests/live/cli/gonogo_process.h"
#include "tests/live/cli/projects.h"

namespace gonogo::test {

TEST_CASE("the control socket names the supervisor, not the command that started it") {
  const LiveProject project(web_project());
  project.write("web.json", web_definition());
  const Ended up = project.gonogo({"up", "--environment", "control-test"});
  REQUIRE_MESSAGE(up.code == 0, up.all());
  ucred peer{};
  {
    const auto socket =
        connect_packets("/tmp/gonogo-" + std::to_string(geteuid()) + "/control-test/control.sock");
    socklen_t size = sizeof peer;
    REQUIRE(socket);
    REQUIRE(getsockopt(socket->get(), SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0);
  }
  CHECK(read_text("/proc/" + std::to_string(peer.pid) + "/comm") == "gonogo-supervis\n");
  CHECK(project.gonogo({"down", "--environment", "control-test"}).code == 0);
}

}  // namespace gonogo::test
