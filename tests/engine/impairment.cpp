// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/impairment.h"

#include <doctest/doctest.h>

namespace gonogo::test {
namespace {

using Kind = Impairment::Kind;

TEST_CASE("no impairments give an empty table") {
  CHECK(impairment_rules({}) == "*mangle\nCOMMIT\n");
}

TEST_CASE("a black hole drops what comes in, by its own chain") {
  CHECK(impairment_rules({{.kind = Kind::blackhole, .peers = {"198.18.0.21"}, .port = 3306}}) ==
        "*mangle\n:impair0 -\n-A INPUT -j impair0\n"
        "-A impair0 -s 198.18.0.21 -p tcp --dport 3306 -j DROP\n"
        "-A impair0 -s 198.18.0.21 -p udp --dport 3306 -j DROP\nCOMMIT\n");
}

TEST_CASE("what leaves is told by where it goes; the spared return first") {
  CHECK(impairment_rules({{.kind = Kind::blackhole,
                           .direction = Impairment::Direction::out,
                           .spared = {"198.18.0.1"},
                           .protocol = "tcp",
                           .port = 80}}) ==
        "*mangle\n:impair0 -\n-A OUTPUT -j impair0\n-A impair0 -d 198.18.0.1 -j RETURN\n"
        "-A impair0 -d 0.0.0.0/0 -p tcp --dport 80 -j DROP\nCOMMIT\n");
}

TEST_CASE("latency and loss each set their bit and share the queue") {
  const std::string rules = impairment_rules({{.kind = Kind::latency}, {.kind = Kind::loss}});
  CHECK(rules.find("-A impair0 -s 0.0.0.0/0 -p all -j MARK --set-xmark 1/1\n") != std::string::npos);
  CHECK(rules.find("-A impair1 -s 0.0.0.0/0 -p all -j MARK --set-xmark 2/2\n") != std::string::npos);
  CHECK(rules.find("-A INPUT -m mark ! --mark 0 -j NFQUEUE --queue-num 7\n") != std::string::npos);
  CHECK(needs_queue({{.kind = Kind::blackhole}, {.kind = Kind::loss}}));
  CHECK_FALSE(needs_queue({{.kind = Kind::blackhole}}));
}

}  // namespace
}  // namespace gonogo::test
