// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <sys/socket.h>
#include <sys/statvfs.h>
#include <sys/un.h>

#include "emulator/base/text.h"
#include "emulator/io/process.h"
#include "tests/live/engine_contract/engine_harness.h"

namespace gonogo::test {

using engine_event::Exited;
using engine_event::Ready;
using engine_event::Removed;
using engine_event::Started;
using engine_event::StartFailed;

TEST_CASE("a container starts, prints, and its exit code is told") {
  EngineHarness world;
  world.start(world.shell("a", "echo hello; exit 7"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  const auto* exited = world.wait<Exited>("t/a");
  REQUIRE(exited != nullptr);
  CHECK(exited->code == 7);
  CHECK(exited->signal == 0);
  CHECK_FALSE(exited->out_of_memory);
  CHECK(world.output("t/a") == "hello\n");
}

TEST_CASE("a program that is not there is a start that failed, with its name") {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "");
  spec.argv = {"/bin/nothing-here"};
  world.start(spec);
  const auto* failed = world.wait<StartFailed>("t/a");
  REQUIRE(failed != nullptr);
  CHECK(failed->reason.find("/bin/nothing-here") != std::string::npos);
}

TEST_CASE("a signal reaches the container, SIGKILL ends it with 137") {
  EngineHarness world;
  world.start(world.shell("a", "trap 'echo stopped; exit 3' TERM; while :; do sleep 0.01; done"));
  world.start(world.shell("b", "while :; do sleep 1; done"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  REQUIRE(world.wait<Started>("t/b") != nullptr);
  world.run_for(Milliseconds(100));  // the trap is set by a shell that has just been started
  REQUIRE(world.engine().signal("t/a", "SIGTERM"));
  REQUIRE(world.engine().signal("t/b", "KILL"));
  const auto* a = world.wait<Exited>("t/a");
  const auto* b = world.wait<Exited>("t/b");
  REQUIRE(a != nullptr);
  REQUIRE(b != nullptr);
  CHECK(a->code == 3);
  CHECK(b->code == 137);
  CHECK(b->signal == 9);
  CHECK_FALSE(b->out_of_memory);
  CHECK_FALSE(world.engine().signal("t/a", "SIGTERM"));
}

TEST_CASE("environment, folder, user, groups and host name are as asked for" *
          isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "echo $COLOUR; pwd; id; hostname");
  spec.working_directory = "/tmp";
  spec.user = "app";
  world.start(spec);
  REQUIRE(world.wait<Exited>("t/a") != nullptr);
  CHECK(world.output("t/a") == "blue\n/tmp\nuid=1234(app) gid=77 groups=50(staff)\nhost-t\n");
}

// Else it starts twice each time, from a copy of itself.
TEST_CASE("crun can't be written to where containers are made" * isolation()) {
  const auto crun = find_program("crun");
  REQUIRE(crun);
  struct statvfs facts{};
  REQUIRE(statvfs(crun->c_str(), &facts) == 0);
  CHECK((facts.f_flag & ST_RDONLY) != 0);
}

TEST_CASE("an unknown user is refused by name" * isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "true");
  spec.user = "nobody-here";
  const auto added = world.engine().add_container(spec);
  REQUIRE_FALSE(added);
  CHECK(added.error().code == "unknown-user");
}

TEST_CASE("what a container writes stays its own, and is kept when it starts again" *
          isolation()) {
  EngineHarness world;
  world.start(world.shell("a", "cat /etc/kept; echo mine > /etc/kept"));
  REQUIRE(world.wait<Exited>("t/a") != nullptr);
  world.start(world.shell("b", "cat /etc/kept"));
  REQUIRE(world.wait<Exited>("t/b") != nullptr);
  CHECK(world.output("t/b") == "of the image\n");
  REQUIRE(world.engine().start("t/a", -1, -1));
  world.run_for(Milliseconds(300));
  const auto folder = world.engine().open_folder("t/a", "/etc");
  REQUIRE(folder);
  const auto text = read_file("/proc/self/fd/" + std::to_string(folder->get()) + "/kept");
  REQUIRE(text);
  CHECK(*text == "mine\n");
}

TEST_CASE("a container over its memory is killed and told as such" * isolation()) {
  EngineHarness world;
  REQUIRE(world.engine().capabilities().memory_limits);
  ContainerSpec spec = world.shell("a", "x=a; while :; do x=$x$x; done");
  spec.memory = 32U << 20U;
  spec.pool_memory = 64U << 20U;
  world.start(spec);
  const auto* exited = world.wait<Exited>("t/a");
  REQUIRE(exited != nullptr);
  CHECK(exited->code == 137);
  CHECK(exited->out_of_memory);
}

TEST_CASE("containers of one pool share its memory" * isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "x=a; while :; do x=$x$x; done");
  spec.pool_memory = 32U << 20U;  // and no limit of its own
  world.start(spec);
  const auto* exited = world.wait<Exited>("t/a");
  REQUIRE(exited != nullptr);
  CHECK(exited->out_of_memory);
}

TEST_CASE("usage tells what a running container holds and may hold" * isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "sleep 30");
  spec.memory = 48U << 20U;
  world.start(spec);
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  const auto usage = world.engine().usage("t/a");
  REQUIRE(usage);
  CHECK(usage->memory > 0);
  CHECK(usage->memory_limit == 48U << 20U);
}

TEST_CASE("a container that says READY=1 is told as ready" * isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "test -S $NOTIFY_SOCKET && echo there; sleep 30");
  spec.notify = true;
  world.start(spec);
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  REQUIRE(world.run_until([&] { return world.output("t/a") == "there\n"; }, Milliseconds(5000)));
  // busybox has no client for datagram sockets: the test speaks in its place, by the same socket.
  const auto folder = world.engine().open_folder("t/a", "/.gonogo/notify");
  REQUIRE(folder);
  const std::string path = "/proc/self/fd/" + std::to_string(folder->get()) + "/socket";
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  const Descriptor speaker(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  const auto* to = reinterpret_cast<const sockaddr*>(&address);
  REQUIRE(sendto(speaker.get(), "STATUS=soon", 11, 0, to, sizeof address) == 11);
  world.run_for(Milliseconds(50));
  CHECK(world.wait<Ready>("t/a", Milliseconds(1)) == nullptr);
  REQUIRE(sendto(speaker.get(), "READY=1\n", 8, 0, to, sizeof address) == 8);
  CHECK(world.wait<Ready>("t/a") != nullptr);
}

TEST_CASE("removing a running container ends it and takes its root away") {
  EngineHarness world;
  world.start(world.shell("a", "sleep 4711"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  REQUIRE(world.run_until([&] { return world.has_process("sleep 4711"); }, Milliseconds(5000)));
  REQUIRE(world.engine().remove("t/a"));
  REQUIRE(world.wait<Removed>("t/a") != nullptr);
  CHECK(world.wait<Exited>("t/a") != nullptr);
  CHECK_FALSE(world.has_process("sleep 4711"));
  CHECK_FALSE(world.engine().open_folder("t/a", "/"));
  CHECK(world.engine().remove("t/a"));  // what is gone is removed already
}

TEST_CASE("a device made inside can't be opened" * isolation()) {
  EngineHarness world;
  world.start(world.shell("a", "mknod /tmp/d b 254 0; mknod /dev/d b 254 0; "
                               "head -c 1 /tmp/d >/dev/null || echo closed; "
                               "head -c 1 /dev/d >/dev/null || echo closed"));
  REQUIRE(world.wait<Exited>("t/a") != nullptr);
  const std::string text = world.output("t/a");
  size_t closed = 0;
  for (const std::string& line : split_lines(text)) closed += line == "closed" ? 1 : 0;
  CHECK_MESSAGE(closed == 2, text);
}

TEST_CASE("a link inside does not lead out of the container" * isolation()) {
  EngineHarness world;
  world.start(world.shell("a", "ln -s / /tmp/out 2>/dev/null; sleep 30"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  world.run_for(Milliseconds(100));
  const auto folder = world.engine().open_folder("t/a", "/tmp/../../../etc");
  REQUIRE(folder);
  CHECK(path_exists("/proc/self/fd/" + std::to_string(folder->get()) + "/kept"));
}

TEST_CASE("the same container twice, and an unknown one, are refused") {
  EngineHarness world;
  REQUIRE(world.engine().add_container(world.shell("a", "sleep 30")));
  CHECK_FALSE(world.engine().add_container(world.shell("a", "sleep 30")));
  CHECK_FALSE(world.engine().start("t/nobody", -1, -1));
  CHECK_FALSE(world.engine().signal("t/nobody", "SIGTERM"));
  CHECK_FALSE(world.engine().usage("t/nobody"));
}

}  // namespace gonogo::test
