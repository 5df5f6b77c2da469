// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "emulator/base/text.h"
#include "emulator/engine/linux/embedded_engine.h"
#include "emulator/engine/linux/embedded_state.h"
#include "emulator/engine/linux/netlink.h"
#include "emulator/engine/linux/process_tree.h"
#include "emulator/io/sockets.h"

namespace gonogo {
namespace {

constexpr int rules_patience_ms = 2'000;  // iptables-restore takes 5 ms

Error unavailable(const std::string& seen) {
  return {.code = "fault-unavailable",
          .what = "the network's packet filter could not be set",
          .seen = seen,
          .hint = "install iptables; the kernel needs nf_tables or ip_tables"};
}

std::string words_in(int memory) {
  char text[1024];
  const ssize_t size = pread(memory, text, sizeof text, 0);
  return size > 0 ? std::string(trim({text, static_cast<size_t>(size)})) : "";
}

}  // namespace

Result<Done> EmbeddedEngine::pause(const std::string& id) {
  Container* container = find(id);
  if (container == nullptr || container->init < 0)
    return fail({.code = "not-running", .what = "container " + id + " is not running"});
  return stop_tree(container->init);
}

Result<Done> EmbeddedEngine::resume(const std::string& id) {
  Container* container = find(id);
  if (container == nullptr || container->init < 0)
    return fail({.code = "not-running", .what = "container " + id + " is not running"});
  return continue_tree(container->init);
}

// In the network's namespace. One program of a few milliseconds, so it is waited for.
Result<Done> EmbeddedEngine::set_rules(const std::vector<Impairment>& impairments) {
  auto rules = sealed_memory("gonogo-rules", impairment_rules(impairments));
  if (!rules) return fail(rules.error());
  const Descriptor words(memfd_create("gonogo-words", MFD_CLOEXEC));
  auto child = spawn({.argv = {"iptables-restore", "--wait=1"},
                      .environment = {{{"PATH", "/usr/sbin:/usr/bin:/sbin:/bin"},
                                       // The host's lock is about the host's network.
                                       {"XTABLES_LOCKFILE", (options_.run_folder / "xtables.lock").string()}}},
                      .in = rules->get(),
                      .out = words.get(),
                      .err = words.get()});
  if (!child) return fail(unavailable(to_line(child.error())));
  pollfd ended{child->handle.get(), POLLIN, 0};
  const bool in_time = poll(&ended, 1, rules_patience_ms) == 1;
  if (!in_time) kill(child->pid, SIGKILL);
  int status = 0;
  waitpid(child->pid, &status, 0);
  if (in_time && exit_status_of(status).success()) return Done{};
  return fail(unavailable(in_time ? words_in(words.get()) : "iptables-restore hangs"));
}

Result<Done> EmbeddedEngine::impair(const std::string& id,
                                    const std::vector<Impairment>& impairments) {
  const auto found = networks_.find(id);
  if (found == networks_.end())
    return fail({.code = "unknown-network", .what = "there is no network " + id});
  if (impairments.size() > most_impairments)
    return fail({.code = "fault-unavailable",
                 .what = "more than " + std::to_string(most_impairments) + " faults of one network"});
  Network& network = *found->second;
  // The reader is there before the first packet is sent to it, and as long as one may be.
  std::unique_ptr<PacketQueue> before = std::move(network.queue);
  return in_network_namespace(network.handle.get(), [&]() -> Result<Done> {
    if (before != nullptr)
      if (auto done = set_rules({}); !done) return done;
    before.reset();
    if (needs_queue(impairments)) {
      auto queue = PacketQueue::open(loop_, impairments);
      if (!queue) return fail(queue.error());
      network.queue = std::move(*queue);
    }
    auto done = set_rules(impairments);
    if (!done) network.queue.reset();
    return done;
  });
}

}  // namespace gonogo
