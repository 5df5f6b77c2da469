// SPDX-License-Identifier: Apache-2.0
#include "emulator/engine/linux/embedded_engine.h"

#include <fcntl.h>
#include <linux/openat2.h>
#include <signal.h>
#include <sys/mount.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>

#include "emulator/base/text.h"
#include "emulator/engine/linux/embedded_state.h"
#include "emulator/engine/linux/netlink.h"
#include "emulator/engine/linux/process_tree.h"
#include "emulator/engine/linux/signals.h"
#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr const char* vpc_bridge = "vpc0";

std::string prefix_of(const std::string& cidr) { return cidr.substr(cidr.find('/')); }

// The first ARP answer may be lost while a link comes up; the kernel then waits a second to ask again
// (facts: traps of the embedded engine). Ten milliseconds cost nothing on a bridge of our own.
void ask_neighbours_often(const std::string& link) {
  set_network_option("ipv4/neigh/" + link + "/retrans_time_ms", "10");
}

}  // namespace

EmbeddedEngine::EmbeddedEngine(EventLoop& loop, EmbeddedOptions options, OnEngineEvent on_event)
    : loop_(loop),
      options_(std::move(options)),
      on_event_(std::move(on_event)),
      cgroups_(Cgroups::find(options_.environment)) {}

EmbeddedEngine::~EmbeddedEngine() = default;

Result<Done> EmbeddedEngine::begin() {
  sigset_t mask;
  sigemptyset(&mask);
  sigaddset(&mask, SIGCHLD);
  sigprocmask(SIG_BLOCK, &mask, nullptr);
  signals_ = Descriptor(signalfd(-1, &mask, SFD_CLOEXEC | SFD_NONBLOCK));
  loop_.watch(signals_.get(), [this] { reap(); });

  if (auto done = make_folders(options_.run_folder / "crun"); !done) return done;
  set_network_option("ipv6/conf/all/disable_ipv6", "1");
  auto netlink = Netlink::open();
  if (!netlink) return fail(netlink.error());
  const std::string prefix = prefix_of(options_.vpc_cidr);
  if (auto done = netlink->set_up("lo"); !done) return done;
  if (auto done = netlink->add_bridge(vpc_bridge); !done) return done;
  if (auto done = netlink->add_address(vpc_bridge, options_.gateway + prefix); !done) return done;
  if (auto done = netlink->add_address(vpc_bridge, options_.resolver + prefix); !done) return done;
  // The ECS agent's endpoints: tasks get there by their default route. In a task's own namespace a
  // listener would take the port from an app that binds all addresses.
  if (auto done = netlink->add_address(vpc_bridge, std::string(agent_address) + "/32"); !done) return done;
  ask_neighbours_often(vpc_bridge);
  // Nothing is forwarded, and nothing is said about it: whoever watches the gateway answers.
  set_network_option("ipv4/ip_forward", "0");
  return Done{};
}

Capabilities EmbeddedEngine::capabilities() {
  Capabilities found{.engine = "embedded", .memory_limits = cgroups_.limits_memory()};
  found.probes.push_back({.name = "memory limits",
                          .works = cgroups_.limits_memory(),
                          .detail = cgroups_.limits_memory() ? "control groups can be made"
                                                             : "no control group can be made",
                          .hint = "the tasks' memory is then not limited (parity no-memory-limit)"});
  return found;
}

Result<Done> EmbeddedEngine::add_network(const NetworkSpec& spec) {
  auto network = std::make_unique<Network>();
  network->spec = spec;
  auto made = make_network_namespace([] {
    set_network_option("ipv6/conf/default/disable_ipv6", "1");
    // Docker's default: a port below 1024 needs no right of its own in a container.
    set_network_option("ipv4/ip_unprivileged_port_start", "0");
    return Result<Done>(Done{});
  });
  if (!made) return fail(made.error());
  network->handle = std::move(*made);

  auto netlink = Netlink::open();
  if (!netlink) return fail(netlink.error());
  const std::string link = "v" + std::to_string(++links_);
  if (auto done = netlink->add_pair(link, vpc_bridge, "eth1", network->handle.get()); !done) return done;
  auto inside = in_network_namespace(network->handle.get(), [&]() -> Result<Done> {
    auto own = Netlink::open();
    if (!own) return fail(own.error());
    if (auto done = own->set_up("lo"); !done) return done;
    if (auto done = own->add_address("eth1", spec.address + prefix_of(options_.vpc_cidr)); !done)
      return done;
    if (auto done = own->set_up("eth1"); !done) return done;
    ask_neighbours_often("eth1");
    return own->add_default_route(options_.gateway);
  });
  if (!inside) return because(inside.error(), "network of " + spec.id);

  const Path etc = options_.run_folder / "etc" / spec.id;
  const std::string resolver = "nameserver " + options_.resolver + "\n";
  const std::string hosts = "127.0.0.1 localhost\n" + spec.address + " " + spec.hostname + "\n";
  for (const auto& [name, text] : {std::pair<std::string, std::string>{"resolv.conf", resolver},
                                   {"hosts", hosts},
                                   {"hostname", spec.hostname + "\n"}})
    if (auto done = write_file(etc / name, text); !done) return done;
  networks_[spec.id] = std::move(network);
  return Done{};
}

Result<Done> EmbeddedEngine::signal(const std::string& id, const std::string& name) {
  Container* container = find(id);
  if (container == nullptr || container->init < 0)
    return fail({.code = "not-running", .what = "container " + id + " is not running"});
  const int number = signal_number(name);
  if (number <= 0)
    return fail({.code = "unknown-signal", .what = "there is no signal " + name});
  if (kill(container->init, number) != 0 && errno != ESRCH)
    return fail(system_error("signal-failed", "signal container " + id, errno));
  return Done{};
}

Result<Usage> EmbeddedEngine::usage(const std::string& id) {
  Container* container = find(id);
  if (container == nullptr)
    return fail({.code = "unknown-container", .what = "there is no container " + id});
  if (!cgroups_.limits_memory() && container->init > 0)
    return Usage{.memory = memory_of_tree(container->init)};
  return cgroups_.usage(container->group);
}

// proc(5), net/dev: "eth1: bytes packets errs drop fifo frame compressed multicast bytes packets …".
Result<NetworkUsage> EmbeddedEngine::network_usage(const std::string& id) {
  const auto found = networks_.find(id);
  if (found == networks_.end())
    return fail({.code = "unknown-network", .what = "there is no network " + id});
  NetworkUsage usage;
  auto done = in_network_namespace(found->second->handle.get(), [&]() -> Result<Done> {
    auto text = read_file("/proc/thread-self/net/dev");
    if (!text) return fail(text.error());
    const size_t at = text->find("eth1:");
    if (at != std::string::npos)
      std::sscanf(text->c_str() + at, "eth1: %lu %lu %*u %*u %*u %*u %*u %*u %lu %lu",
                  &usage.received_bytes, &usage.received_packets, &usage.sent_bytes,
                  &usage.sent_packets);
    return Done{};
  });
  if (!done) return fail(done.error());
  return usage;
}

Result<Descriptor> EmbeddedEngine::open_socket(const std::string& network) {
  const auto make = [] { return Descriptor(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); };
  Descriptor made;
  if (network.empty()) {
    made = make();
  } else {
    const auto found = networks_.find(network);
    if (found == networks_.end())
      return fail({.code = "unknown-network", .what = "there is no network " + network});
    auto inside = in_network_namespace(found->second->handle.get(), [&]() -> Result<Done> {
      made = make();
      return Done{};
    });
    if (!inside) return fail(inside.error());
  }
  if (!made) return fail(system_error("socket-failed", "make a socket", errno));
  return made;
}

Result<Descriptor> EmbeddedEngine::open_folder(const std::string& id, const std::string& path) {
  Container* container = find(id);
  if (container == nullptr)
    return fail({.code = "unknown-container", .what = "there is no container " + id});
  // What is mounted inside (volumes, /tmp) is seen through the running container only.
  const std::string root = container->init > 0
                               ? "/proc/" + std::to_string(container->init) + "/root"
                               : (container->folder / "root").string();
  const Descriptor top(open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  open_how how{};
  how.flags = O_PATH | O_DIRECTORY | O_CLOEXEC;
  how.resolve = RESOLVE_IN_ROOT;  // a link inside must not lead to the host's files
  const std::string relative = path.empty() || path == "/" ? "." : path;
  Descriptor folder(static_cast<int>(
      syscall(SYS_openat2, top.get(), relative.c_str(), &how, sizeof how)));
  if (!folder) return fail(system_error("no-folder", "open " + path + " in " + id, errno));
  return folder;
}

EmbeddedEngine::Container* EmbeddedEngine::find(const std::string& id) {
  const auto found = containers_.find(id);
  return found != containers_.end() ? found->second.get() : nullptr;
}

void EmbeddedEngine::tell(const EngineEvent& event) { on_event_(event); }

// Every process of the world ends up as a child of PID 1: crun itself, what it started, orphans.
void EmbeddedEngine::reap() {
  signalfd_siginfo ignored{};
  while (read(signals_.get(), &ignored, sizeof ignored) > 0) {
  }
  int status = 0;
  for (pid_t pid = 0; (pid = waitpid(-1, &status, WNOHANG)) > 0;)
    ended(pid, exit_status_of(status));
}

void EmbeddedEngine::ended(pid_t pid, ExitStatus status) {
  for (auto& [id, container] : containers_) {
    if (container->runtime == pid) return runtime_ended(*container, status);
    if (container->init == pid) return container_ended(*container, status);
  }
  for (auto& [id, exec] : execs_) {
    if (exec->runtime == pid) return exec_runtime_ended(*exec, status);
    if (exec->helper == pid) return exec_ended(*exec, status.shell_code());
  }
  // crun may still be finishing while what it started has already ended; orphans end here as well.
  early_[pid] = status;
  if (early_.size() > 4096) early_.erase(early_.begin());
}

std::string EmbeddedEngine::runtime_error(const Path& log) const {
  const auto text = read_file(log);
  const auto lines = text ? split_lines(*text) : std::vector<std::string>{};
  if (lines.empty()) return "crun failed without a word";
  // "2026-11-24T02:48:09.123456Z: executable file `x` not found in $PATH: No such file or directory"
  const std::string& line = lines.back();
  const size_t colon = line.find("Z: ");
  return colon == std::string::npos ? line : line.substr(colon + 3);
}

Result<pid_t> EmbeddedEngine::run_runtime(const std::vector<std::string>& words,
                                          const Container& container, int in, int out, int err) {
  SpawnSpec spec{.argv = {"crun", "--root", (options_.run_folder / "crun").string(),
                          "--cgroup-manager=disabled"},
                 .environment = {{{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"}}},
                 .folder = container.folder,
                 .in = in,
                 .out = out,
                 .err = err};
  spec.argv.insert(spec.argv.end(), words.begin(), words.end());
  // The runtime joins the groups before it executes, so that all it starts is born in them.
  const std::vector<Descriptor> members = cgroups_.open_members(container.group);
  for (const Descriptor& file : members) spec.cgroups.push_back(file.get());
  auto child = spawn(spec);
  if (!child) return because(child.error(), "start crun");
  return child->pid;
}

}  // namespace gonogo
