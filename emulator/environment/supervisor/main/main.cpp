// SPDX-License-Identifier: Apache-2.0
// gonogo-supervisor WORLD_FOLDER: PID 1 of one environment. It is given its plan, its door and its
// lifeline by number (launch.h); when it ends, in whatever way, the kernel takes the world down, or,
// where no namespaces may be made, the guard that started it.
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>

#include "emulator/engine/linux/launch.h"
#include "emulator/environment/supervisor/control.h"
#include "emulator/environment/supervisor/outside.h"
#include "emulator/environment/supervisor/supervisor.h"
#include "emulator/io/document.h"
#include "emulator/io/sockets.h"

namespace gonogo {
namespace {

Result<std::string> read_all(int descriptor) {
  std::string text;
  char bytes[65536];
  for (ssize_t size = 0; (size = read(descriptor, bytes, sizeof bytes)) > 0;)
    text.append(bytes, static_cast<size_t>(size));
  if (text.empty()) return fail({.code = "bad-orders", .what = "no orders were given"});
  return text;
}

Result<Orders> take_orders() {
  auto text = read_all(inherited::orders);
  close(inherited::orders);
  if (!text) return fail(text.error());
  auto value = parse_json(*text, "orders");
  if (!value) return fail(value.error());
  return orders_of(*value);
}

void keep_descriptors_from_children(size_t ports) {
  for (int number : {inherited::control, inherited::lifeline, inherited::lock})
    fcntl(number, F_SETFD, FD_CLOEXEC);
  for (size_t i = 0; i < ports; ++i)
    fcntl(inherited::first_port + static_cast<int>(i), F_SETFD, FD_CLOEXEC);
}

Result<Done> live(const Path& folder) {
  auto orders = take_orders();
  if (!orders) return fail(orders.error());
  umask(022);  // whoever typed the command must not decide what containers may read
  const bool attached = orders->plan.engine == "attach";
  if (!attached)
    if (auto done = enter_world(folder); !done) return done;
  const size_t ports = attached ? 0 : orders->plan.ports.size();
  const bool externals = !attached && !orders->plan.externals.empty();
  keep_descriptors_from_children(ports + (externals ? 1 : 0));
  // Who has to kill this world finds it by the socket: the process that started it may be long gone.
  if (auto done = take_over_listener(inherited::control); !done) return done;

  SystemClock clock;
  EventLoop loop;
  Supervisor supervisor(loop, clock, std::move(*orders), folder);
  bool detached = false;
  ControlDoor door(loop, clock, supervisor, Descriptor(inherited::control),
                   [&detached] { detached = true; });
  EventLoop::Id lifeline = 0;
  lifeline = loop.watch(inherited::lifeline, [&] {
    loop.cancel(lifeline);
    if (!detached) loop.stop();
  });
  for (size_t i = 0; i < ports; ++i)
    supervisor.publish(i, Descriptor(inherited::first_port + static_cast<int>(i)));
  if (externals)
    supervisor.reach_outside(Descriptor(inherited::first_port + static_cast<int>(ports)));
  supervisor.begin();
  loop.run();
  return Done{};
}

}  // namespace
}  // namespace gonogo

int main(int argc, char** argv) {
  if (argc == 2 && std::string(argv[1]) == "--outside") return gonogo::serve_outside(0);
  if (argc != 2) {
    std::fputs("gonogo-supervisor is started by gonogo\n", stderr);
    return 2;
  }
  // It holds the tasks' secrets: nobody of this user may look into its memory.
  prctl(PR_SET_DUMPABLE, 0);
  signal(SIGPIPE, SIG_IGN);
  try {
    const auto done = gonogo::live(argv[1]);
    if (done) return 0;
    std::fputs(gonogo::to_text(done.error()).c_str(), stderr);
  } catch (const std::exception& bug) {
    std::fprintf(stderr, "bug in gonogo-supervisor: %s\n", bug.what());
  }
  return 70;
}
