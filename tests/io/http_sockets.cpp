// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>

#include "emulator/io/http.h"
#include "emulator/io/sockets.h"

namespace gonogo {

TEST_CASE("without a socket of the environment nothing is sent by this machine's own") {
  const auto listener = listen_loopback(0);  // takes connections, answers nothing
  REQUIRE(listener);
  const std::string port = std::to_string(local_port(listener->get()));
  int asked = 0;
  const auto client = make_http_client({.open_socket =
                                            [&] {
                                              ++asked;
                                              return -1;
                                            },
                                        .hosts = {{"web", "198.18.0.20"}}});
  const auto inside = client->send({.url = "http://web:" + port + "/", .timeout = Milliseconds(300)});
  REQUIRE_FALSE(inside);
  CHECK(inside.error().code == "connection-failed");
  CHECK(asked == 1);
  const auto here =
      client->send({.url = "http://127.0.0.1:" + port + "/", .timeout = Milliseconds(300)});
  REQUIRE_FALSE(here);
  CHECK(here.error().code == "timed-out");
  CHECK(asked == 1);
}

}  // namespace gonogo
