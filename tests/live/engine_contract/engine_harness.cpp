// SPDX-License-Identifier: Apache-2.0
#include "tests/live/engine_contract/engine_harness.h"

#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "emulator/engine/linux/attach_engine.h"
#include "emulator/engine/linux/embedded_engine.h"
#include "emulator/engine/linux/netlink.h"
#include "emulator/io/files.h"

namespace gonogo::test {
namespace {

int world_count = 0;

std::string make_root(const std::string& folder) {
  const std::string root = folder + "/busybox";
  std::filesystem::create_directories(root + "/bin");
  std::filesystem::create_directories(root + "/etc");
  std::filesystem::create_directories(root + "/tmp");
  std::filesystem::copy_file("/bin/busybox", root + "/bin/busybox");
  for (const char* name : {"sh", "sleep", "cat", "id", "nc", "mknod", "dd", "hostname", "setsid",
                           "ls", "unshare", "stat", "touch", "ps", "chown", "mkdir", "echo", "pwd", "env", "kill", "true", "test", "head", "tail", "readlink"})
    std::filesystem::create_symlink("busybox", root + "/bin/" + name);
  std::ofstream(root + "/etc/passwd") << "root:x:0:0:root:/:/bin/sh\napp:x:1234:77::/:/bin/sh\n";
  std::ofstream(root + "/etc/group") << "root:x:0:\nstaff:x:50:app\n";
  std::ofstream(root + "/etc/kept") << "of the image\n";
  return root;
}

}  // namespace

EngineHarness::EngineHarness() {
  const char* world = std::getenv("GONOGO_CONTRACT_WORLD");
  folder_ = std::string(world != nullptr ? world : "/nowhere") + "/" + std::to_string(++world_count);
  std::filesystem::create_directories(folder_);
  make_root(folder_);
  if (unshare(CLONE_NEWNET) != 0) std::abort();  // each engine makes a bridge of the same name
  if (is_attached())
    make_attached();
  else
    make_embedded();
  auto begun = engine_->begin();
  if (!begun) {
    std::fprintf(stderr, "%s", to_text(begun.error()).c_str());
    std::abort();
  }
  for (const auto& [id, address] : {std::pair<const char*, const char*>{"t", "198.18.0.20"},
                                    {"other", "198.18.0.21"}})
    if (!engine_->add_network({.id = id, .address = address, .hostname = std::string("host-") + id}))
      std::abort();
}

void EngineHarness::make_embedded() {
  engine_ = std::make_unique<EmbeddedEngine>(
      loop_,
      EmbeddedOptions{.environment = std::filesystem::path(folder_).parent_path().filename().string() +
                                     "-" + std::to_string(world_count),
                      .run_folder = folder_,
                      .exec_helper = std::string(GONOGO_BUILD) + "/gonogo-exec",
                      .vpc_cidr = "198.18.0.0/16",
                      .gateway = "198.18.0.1",
                      .resolver = "198.18.0.2"},
      [this](const EngineEvent& event) { events_.push_back(event); });
}

void EngineHarness::make_attached() {
  auto netlink = Netlink::open();
  if (!netlink || !netlink->set_up("lo")) std::abort();
  engine_ = std::make_unique<AttachEngine>(
      loop_, AttachOptions{.exec_helper = std::string(GONOGO_BUILD) + "/gonogo-exec"},
      [this](const EngineEvent& event) { events_.push_back(event); });
}

EngineHarness::~EngineHarness() = default;

ContainerSpec EngineHarness::shell(const std::string& name, const std::string& line) const {
  // As a process of this machine it finds the same programs by the way to them.
  const std::string programs = is_attached() ? folder_ + "/busybox/bin" : "/bin";
  return {.id = "t/" + name,
          .network = "t",
          .root = {folder_ + "/busybox"},
          .argv = {programs + "/sh", "-c", line},
          .environment = {{"PATH", Secret(programs)}, {"COLOUR", Secret("blue")}},
          .hostname = "host-t",
          .pool = "t",
          .capabilities = {"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_KILL", "CAP_SETGID", "CAP_SETUID",
                           "CAP_NET_BIND_SERVICE", "CAP_MKNOD"}};
}

Descriptor EngineHarness::output_file(const std::string& id) const {
  std::string name = id;
  for (char& c : name)
    if (c == '/') c = '.';
  return Descriptor(open((folder_ + "/" + name + ".out").c_str(),
                         O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644));
}

void EngineHarness::start(const ContainerSpec& spec) {
  const auto added = engine_->add_container(spec);
  if (!added) std::fprintf(stderr, "%s", to_text(added.error()).c_str());
  const Descriptor out = output_file(spec.id);
  const auto started = engine_->start(spec.id, out.get(), out.get());
  if (!started) std::fprintf(stderr, "%s", to_text(started.error()).c_str());
}

std::string EngineHarness::output(const std::string& id) {
  const Descriptor file = output_file(id);
  std::string text(65536, '\0');
  const ssize_t size = pread(file.get(), text.data(), text.size(), 0);
  text.resize(size > 0 ? static_cast<size_t>(size) : 0);
  return text;
}

engine_event::ExecExited EngineHarness::exec(const std::string& container,
                                             std::vector<std::string> argv, Milliseconds timeout) {
  const std::string id = "exec-" + std::to_string(++execs_);
  const Descriptor out = output_file(id);
  auto done = engine_->exec({.id = id,
                             .container = container,
                             .argv = std::move(argv),
                             .out = out.get(),
                             .err = out.get(),
                             .timeout = timeout});
  if (!done) return {id, -1, false};
  const auto* ended = wait<engine_event::ExecExited>(id);
  return ended != nullptr ? *ended : engine_event::ExecExited{id, -2, false};
}

bool EngineHarness::has_process(const std::string& part) const {
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    std::string line = read_file(entry.path() / "cmdline").value_or("");
    for (char& c : line)
      if (c == '\0') c = ' ';
    if (line.find(part) != std::string::npos) return true;
  }
  return false;
}

void EngineHarness::run_for(Milliseconds duration) {
  run_until([] { return false; }, duration);
}

bool EngineHarness::run_until(const std::function<bool()>& done, Milliseconds limit) {
  const Moment deadline = SystemClock().now() + limit;
  std::function<void()> look;
  bool found = false;
  look = [&] {
    found = done();
    if (found || SystemClock().now() >= deadline) return loop_.stop();
    loop_.at(SystemClock().now() + Milliseconds(2), look);
  };
  loop_.soon(look);
  loop_.run();
  return found;
}

}  // namespace gonogo::test
