// SPDX-License-Identifier: Apache-2.0
#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "emulator/base/text.h"
#include "tests/live/engine_contract/engine_harness.h"

namespace gonogo::test {
namespace {

using engine_event::Exited;
using engine_event::Started;

/// What a line of shell prints in a container made from `spec`, both streams.
std::string said(EngineHarness& world, const ContainerSpec& spec) {
  world.start(spec);
  REQUIRE(world.wait<Exited>(spec.id) != nullptr);
  return world.output(spec.id);
}

TEST_CASE("Docker's filter of system calls: no unshare, no clone of namespaces, and 'ls' runs" *
          isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "unshare -m true; echo $?; ls /etc/kept");
  spec.capabilities.push_back("CAP_SYS_CHROOT");
  spec.filter_calls = true;
  const std::string text = said(world, spec);
  CHECK_MESSAGE(text.find("Operation not permitted\n1\n/etc/kept\n") != std::string::npos, text);
}

TEST_CASE("the filter lets through what a capability allows" * isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "unshare -m true; echo $?");
  spec.capabilities.push_back("CAP_SYS_ADMIN");
  spec.filter_calls = true;
  CHECK(said(world, spec) == "0\n");
}

TEST_CASE("capabilities are what was asked for, and nothing for another user than root" *
          isolation()) {
  EngineHarness world;
  const std::string line = "while read -r name value; do case $name in Cap[EB]*) echo $name $value;; esac; done </proc/self/status";
  ContainerSpec spec = world.shell("a", line);
  spec.capabilities = {"CAP_CHOWN", "CAP_SYS_PTRACE"};
  CHECK(said(world, spec) == "CapEff: 0000000000080001\nCapBnd: 0000000000080001\n");
  ContainerSpec user = world.shell("b", line);
  user.capabilities = {"CAP_CHOWN"};
  user.user = "app";
  CHECK(said(world, user) == "CapEff: 0000000000000000\nCapBnd: 0000000000000001\n");
}

TEST_CASE("ulimits are set, soft and hard" * isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "ulimit -S -n; ulimit -H -n");
  spec.ulimits = {{"nofile", 512, 1024}};
  CHECK(said(world, spec) == "512\n1024\n");
}

TEST_CASE("/dev/shm has 64 MiB" * isolation()) {
  EngineHarness world;
  const ContainerSpec spec =
      world.shell("a", "dd if=/dev/zero of=/dev/shm/x bs=1M count=65 2>&1 | head -n 1; stat -c %s /dev/shm/x");
  const std::string text = said(world, spec);
  CHECK_MESSAGE(text.find("No space left on device") != std::string::npos, text);
  CHECK_MESSAGE(text.find("67108864\n") != std::string::npos, text);
}

TEST_CASE("no swap: memory and swap together have the same limit, where the kernel counts it" *
          isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "sleep 30");
  spec.memory = 32U << 20U;
  world.start(spec);
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  CHECK(world.engine().usage("t/a")->memory_limit == 32U << 20U);
}

TEST_CASE("a root that is read only can't be written, volumes and /dev/shm can" * isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "echo x > /etc/kept; echo x > /data/y && echo x > /dev/shm/y && echo both");
  spec.read_only_root = true;
  spec.shared_volumes = {{.volume = "v", .target = "/data"}};
  const std::string text = said(world, spec);
  CHECK_MESSAGE(text.find("Read-only file system") != std::string::npos, text);
  CHECK_MESSAGE(text.find("both\n") != std::string::npos, text);
}

TEST_CASE("a volume is shared by the containers of a task, read only for who asked for that" *
          isolation()) {
  EngineHarness world;
  ContainerSpec writer = world.shell("a", "echo shared > /data/x; stat -c '%u %a' /data");
  writer.shared_volumes = {{.volume = "v", .target = "/data"}};
  CHECK(said(world, writer) == "0 755\n");
  ContainerSpec reader = world.shell("b", "cat /in/x; echo y > /in/y");
  reader.shared_volumes = {{.volume = "v", .target = "/in", .read_only = true}};
  const std::string text = said(world, reader);
  CHECK_MESSAGE(text.find("shared\n") == 0, text);
  CHECK_MESSAGE(text.find("Read-only file system") != std::string::npos, text);
}

TEST_CASE("what the image has at a VOLUME is copied into the volume, with owners, and only once" *
          isolation()) {
  EngineHarness world;
  ContainerSpec first = world.shell("a", "cat /home/app/deep/x; stat -c '%u:%g %a' /home/app; echo own > /home/app/deep/x");
  const std::filesystem::path home = std::filesystem::path(first.root[0]) / "home/app";
  std::filesystem::create_directories(home / "deep");
  std::ofstream(home / "deep/x") << "of the image\n";
  REQUIRE(chown(home.c_str(), 1234, 77) == 0);
  std::filesystem::permissions(home, std::filesystem::perms(0750));
  first.shared_volumes = {{.volume = "v", .target = "/home/app", .copy_up = true}};
  CHECK(said(world, first) == "of the image\n1234:77 750\n");
  ContainerSpec second = world.shell("b", "cat /home/app/deep/x");
  second.shared_volumes = first.shared_volumes;
  CHECK(said(world, second) == "own\n");
}

TEST_CASE("a volume that is kept is the named folder of the host" * isolation()) {
  EngineHarness world;
  const std::string folder = std::filesystem::temp_directory_path() / "gonogo-contract-kept";
  std::filesystem::remove_all(folder);
  ContainerSpec spec = world.shell("a", "echo kept > /efs/x");
  spec.shared_volumes = {{.volume = "efs", .target = "/efs", .keep = folder}};
  said(world, spec);
  CHECK(std::filesystem::exists(folder + "/x"));
  std::filesystem::remove_all(folder);
}

TEST_CASE("what a task may write is limited for all of its containers together" * isolation()) {
  EngineHarness world;
  const std::string line = "dd if=/dev/zero of=/tmp/x bs=1M count=6 2>&1 | head -n 1";
  ContainerSpec first = world.shell("a", line);
  first.pool_storage = 8U << 20U;
  CHECK(said(world, first).find("No space") == std::string::npos);
  ContainerSpec second = world.shell("b", line);
  second.pool_storage = 8U << 20U;
  CHECK(said(world, second).find("No space left on device") != std::string::npos);
}

TEST_CASE("an init process takes in orphans and passes signals on" * isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "(sleep 0.05 &); sleep 0.3; ps -o pid,stat,args");
  spec.init_process = true;
  const std::string text = said(world, spec);
  CHECK_MESSAGE(text.find("/.gonogo/init") != std::string::npos, text);
  CHECK_MESSAGE(text.find(" Z ") == std::string::npos, text);
  ContainerSpec stopped = world.shell("b", "sleep 30");
  stopped.init_process = true;
  world.start(stopped);
  REQUIRE(world.wait<Started>("t/b") != nullptr);
  world.run_for(Milliseconds(100));
  REQUIRE(world.engine().signal("t/b", "SIGTERM"));
  const auto* exited = world.wait<Exited>("t/b");
  REQUIRE(exited != nullptr);
  CHECK(exited->code == 143);
}

TEST_CASE("without an init process a default SIGTERM does not end the first process" *
          isolation()) {
  EngineHarness world;
  world.start(world.shell("a", "sleep 30; true"));
  REQUIRE(world.wait<Started>("t/a") != nullptr);
  REQUIRE(world.engine().signal("t/a", "SIGTERM"));
  CHECK(world.wait<Exited>("t/a", Milliseconds(200)) == nullptr);
}

TEST_CASE("system controls of the network hold for the task, those of IPC for the container" *
          isolation()) {
  EngineHarness world;
  const std::string line = "cat /proc/sys/net/core/somaxconn /proc/sys/kernel/msgmax";
  ContainerSpec spec = world.shell("a", line);
  spec.system_controls = {{"net.core.somaxconn", "321"}, {"kernel.msgmax", "4321"}};
  CHECK(said(world, spec) == "321\n4321\n");
  CHECK(said(world, world.shell("b", line)).find("321\n8192\n") == 0);
  ContainerSpec wrong = world.shell("c", "true");
  wrong.system_controls = {{"net.no.such_thing", "1"}};
  REQUIRE(world.engine().add_container(wrong));
  CHECK(world.engine().start("t/c", -1, -1).error().code == "bad-system-control");
}

TEST_CASE("containers that share process ids see each other; one's end takes all of its own along" *
          isolation()) {
  EngineHarness world;
  ContainerSpec first = world.shell("a", "sleep 4720 & sleep 0.8");
  first.shared_pid = true;
  ContainerSpec second = world.shell("b", "sleep 0.2; ps -o args; echo $$; sleep 30");
  second.shared_pid = true;
  world.start(first);
  world.start(second);
  REQUIRE(world.wait<Exited>("t/a") != nullptr);
  const std::string text = world.output("t/b");
  CHECK_MESSAGE(text.find("sleep 4720") != std::string::npos, text);
  CHECK(world.run_until([&] { return !world.has_process("sleep 4720"); }, Milliseconds(1000)));
  CHECK(world.has_process("sleep 30"));
  CHECK(world.exec("t/b", {"true"}).code == 0);
}

TEST_CASE("what Docker hides of the kernel is hidden, and /proc/sys is read only" * isolation()) {
  EngineHarness world;
  const std::string text = said(
      world, world.shell("a", "cat /proc/kcore | head -c 10; ls /sys/firmware /proc/acpi /proc/scsi; "
                              "echo 1 > /proc/sys/kernel/msgmax"));
  CHECK_MESSAGE(text.find("can't create /proc/sys/kernel/msgmax: Read-only file system") != std::string::npos, text);
  CHECK_MESSAGE(text.find("ELF") == std::string::npos, text);
}

TEST_CASE("a folder to work in that the image has not is made" * isolation()) {
  EngineHarness world;
  ContainerSpec spec = world.shell("a", "pwd");
  spec.working_directory = "/srv/app";
  CHECK(said(world, spec) == "/srv/app\n");
}

}  // namespace
}  // namespace gonogo::test
