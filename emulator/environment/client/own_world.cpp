// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/client/own_world.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "emulator/base/text.h"
#include "emulator/engine/linux/launch.h"
#include "emulator/environment/client/start_rows.h"
#include "emulator/environment/orders.h"
#include "emulator/io/document.h"
#include "emulator/io/interrupt.h"

namespace gonogo {
namespace {

constexpr Milliseconds rows_quantum{100};
constexpr int end_patience_ms = 10'000;

struct Inheritance {
  Descriptor control;
  Descriptor lifeline_read;
  Descriptor lifeline_write;
  Descriptor orders;
  Descriptor log;
  std::vector<Descriptor> ports;
  Descriptor outside;  ///< whoever connects to externals in the host's network
};

Result<Done> open_ports(EnvironmentPlan& plan, Inheritance& given) {
  for (PublishedPort& port : plan.ports) {
    auto listener = listen_loopback(port.host);
    if (!listener) return because(listener.error(), "publish " + port.task);
    port.host = local_port(listener->get());
    given.ports.push_back(std::move(*listener));
  }
  return Done{};
}

Result<Done> open_lifeline(Inheritance& given) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0)
    return fail(system_error("no-resources", "cannot make a pipe", errno));
  given.lifeline_read = Descriptor(ends[0]);
  given.lifeline_write = Descriptor(ends[1]);
  return Done{};
}

// A process of its own, in the host's network namespace: it ends with the supervisor, whose end of the
// socket is then closed.
Result<Descriptor> start_outside(const Path& programs) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
    return fail(system_error("no-resources", "cannot make a socket", errno));
  const Descriptor theirs(ends[0]);
  Descriptor ours(ends[1]);
  auto child = spawn({.argv = {(programs / "gonogo-supervisor").string(), "--outside"},
                      .in = theirs.get()});
  if (!child) return fail(child.error());
  waitpid(child->pid, nullptr, 0);  // it goes on in a child of its own
  return ours;
}

Result<Inheritance> prepare(const WorldFolder& folder, Orders& orders, const Path& programs) {
  Inheritance given;
  if (!orders.plan.externals.empty()) {
    auto outside = start_outside(programs);
    if (!outside) return fail(outside.error());
    given.outside = std::move(*outside);
  }
  auto control = listen_packets(folder.door());
  if (!control) return fail(control.error());
  given.control = std::move(*control);
  if (orders.plan.engine != "attach")
    if (auto done = open_ports(orders.plan, given); !done) return fail(done.error());
  if (auto done = open_lifeline(given); !done) return fail(done.error());
  auto memory = sealed_memory("gonogo-orders", to_json(to_value(orders)));
  if (!memory) return fail(memory.error());
  given.orders = std::move(*memory);
  given.log = Descriptor(
      open(folder.log().c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!given.log)
    return fail(system_error("no-rights", "cannot write " + folder.log().string(), errno));
  return given;
}

Result<Child> start_supervisor(const WorldFolder& folder, const Inheritance& given,
                               const World& world, bool attached) {
  LaunchSpec spec{.program = world.programs / "gonogo-supervisor",
                  .before = world.loader,
                  .guard = attached ? world.programs / "gonogo-exec" : Path(),
                  .world_folder = folder.run_folder(),
                  .control = given.control.get(),
                  .lifeline = given.lifeline_read.get(),
                  .orders = given.orders.get(),
                  .lock = folder.lock(),
                  .log = given.log.get()};
  for (const Descriptor& port : given.ports) spec.ports.push_back(port.get());
  if (given.outside) spec.ports.push_back(given.outside.get());
  return launch(spec);
}

std::vector<std::pair<std::string, std::string>> waiting_of(const ControlClient& control) {
  std::vector<std::pair<std::string, std::string>> rows;
  if (const auto document = control.document("waiting"))
    for (const Value& row : document->items())
      if (row.items().size() == 2)
        rows.emplace_back(row.items()[0].as_text(), row.items()[1].as_text());
  return rows;
}

/// The error with the last lines of the containers that did not end well.
Error with_last_words(Error error, RemoteEnvironment& environment) {
  if (error.code == "service-lost") return error;
  const auto described = environment.describe();
  const Value* tasks = described ? described->find("tasks") : nullptr;
  std::vector<std::string> said;
  for (const Value& task : tasks != nullptr ? tasks->items() : Value::Array{})
    if (const Value* containers = task.find("containers"))
      for (const Value& container : containers->items())
        if (const Value* lines = container.find("lastLogLines"))
          for (const Value& line : lines->items()) said.push_back(line.as_text());
  if (!said.empty()) error.seen += "; said: " + join(said, " / ");
  return error;
}

}  // namespace

Result<std::unique_ptr<OwnWorld>> OwnWorld::launch(EnvironmentPlan plan,
                                                   const WorldOptions& options, World& world) {
  auto folder = WorldFolder::make(world, plan.environment);
  if (!folder) return fail(folder.error());
  // Only now: whoever is refused takes no logs of the one that lives.
  (void)remove_tree(options.log_folder);
  Orders orders{.plan = std::move(plan),
                .log_folder = options.log_folder.string(),
                .exec_helper = (world.programs / "gonogo-exec").string(),
                .birth = world.clock.now()};
  auto given = prepare(*folder, orders, world.programs);
  const bool attached = orders.plan.engine == "attach";
  auto child = given ? start_supervisor(*folder, *given, world, attached)
                     : Result<Child>(fail(given.error()));
  if (!child) {
    folder->remove();
    return fail(child.error());
  }
  folder->let_go_of_lock();
  return std::make_unique<OwnWorld>(std::move(*folder), std::move(*child),
                                    std::move(given->lifeline_write), orders.birth,
                                    std::move(orders.plan), orders.log_folder);
}

OwnWorld::OwnWorld(WorldFolder folder, Child supervisor, Descriptor lifeline, Moment birth,
                   EnvironmentPlan plan, std::string log_folder)
    : RemoteEnvironment(folder.door(), std::move(plan), std::move(log_folder)),
      folder_(std::move(folder)),
      supervisor_(std::move(supervisor)),
      lifeline_(std::move(lifeline)),
      birth_(birth) {
  // A guard is given its time instead: killed, it could end nothing.
  if (this->plan().engine != "attach") ends_ = EndsWithInterrupt(supervisor_.handle.get());
}

OwnWorld::~OwnWorld() {
  if (detached_) return;
  // The kernel ends every process of the world before PID 1 counts as ended; so does a guard, by itself.
  const int end = plan().engine == "attach" ? SIGTERM : SIGKILL;
  syscall(SYS_pidfd_send_signal, supervisor_.handle.get(), end, nullptr, 0);
  pollfd ended{supervisor_.handle.get(), POLLIN, 0};
  while (poll(&ended, 1, end_patience_ms) < 0 && errno == EINTR) {
  }
  waitpid(supervisor_.pid, nullptr, WNOHANG);
  folder_.remove();
}

Error OwnWorld::supervisor_error(const Error& seen) const {
  const auto words = read_file(folder_.log());
  Error error{.code = "supervisor-lost",
              .what = "the environment's supervisor ended while it started",
              .seen = words && !words->empty() ? std::string(trim(*words)) : to_line(seen)};
  if (seen.code == "interrupted") error = {.code = "interrupted", .what = "interrupted"};
  return error;
}

Error OwnWorld::error_of(const Loss& loss) const {
  const bool product = loss.kind == Loss::Kind::product;
  Error error{.code = product ? "task-stopped" : "service-lost",
              .what = (product && loss.who.find('/') == std::string::npos ? "task " : "") +
                      loss.who + " " + loss.what,
              .seen = loss.detail};
  if (loss.what == "never became healthy") error.code = "never-healthy";
  if (loss.what == "never listened") error.code = "never-listened";
  error.hint = "its log: " + log_folder() + "/" + loss.who +
               (loss.who.find('/') == std::string::npos && product ? "/" : ".log");
  return error;
}

Result<Done> OwnWorld::hear(const Packet& packet, bool& ready) {
  if (const Value* entry = packet.body.find("entry")) heard_.push_back(timeline_entry_of(*entry));
  if (const auto loss = loss_of(packet.body)) return fail(error_of(*loss));
  const Value* state = packet.body.find("state");
  ready = state != nullptr && state->as_text() == "ready";
  return Done{};
}

void OwnWorld::show(const OnStartRows& on_rows) const {
  if (!on_rows) return;
  on_rows(start_rows(plan(), heard_, waiting_of(control()), SystemClock().now() - birth_));
}

Result<Done> OwnWorld::wait_until_ready(const OnStartRows& on_rows) {
  auto socket = control().send(Value::object({{"op", "watch"}}));
  if (!socket) return fail(supervisor_error(socket.error()));
  Moment shown{};
  for (bool ready = false; !ready;) {
    auto packet = receive_packet(socket->get(), rows_quantum);
    if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
    if (packet && !*packet) return fail(supervisor_error({.what = "it has gone"}));
    if (!packet && packet.error().code != "timed-out")
      return fail(supervisor_error(packet.error()));
    if (packet)
      if (auto done = hear(**packet, ready); !done) {
        show(on_rows);
        return fail(with_last_words(done.error(), *this));
      }
    if (ready || SystemClock().now() - shown < rows_quantum) continue;
    show(on_rows);
    shown = SystemClock().now();
  }
  show(on_rows);
  return Done{};
}

Result<Done> OwnWorld::detach() {
  auto answer = control().ask(Value::object({{"op", "detach"}}), Milliseconds(5'000));
  if (!answer) return fail(answer.error());
  ends_.release();
  if (interrupted()) return fail({.code = "interrupted", .what = "interrupted"});
  detached_ = true;
  return Done{};
}

}  // namespace gonogo
