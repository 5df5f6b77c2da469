// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/control.h"

#include <fcntl.h>
#include <signal.h>

#include <utility>

#include "emulator/base/duration.h"
#include "emulator/base/members.h"
#include "emulator/environment/supervisor/describe.h"
#include "emulator/io/document.h"
#include "emulator/io/process.h"
#include "emulator/io/sockets.h"

namespace gonogo {
namespace {

std::string_view name_of(Supervisor::State state) {
  switch (state) {
    case Supervisor::State::starting: return "starting";
    case Supervisor::State::ready: return "ready";
    case Supervisor::State::failed: return "failed";
    case Supervisor::State::stopping: return "stopping";
  }
  return "";
}

ExecSpec exec_spec(const Packet& packet, std::string id) {
  const Value& body = packet.body;
  ExecSpec spec{.id = std::move(id),
                .container = text_of(body, "container"),
                .in = packet.descriptors[0].get(),
                .out = packet.descriptors[1].get(),
                .err = packet.descriptors[2].get()};
  if (const Value* argv = body.find("argv"))
    for (const Value& word : argv->items()) spec.argv.push_back(word.as_text());
  if (const Value* environment = body.find("environment"))
    for (const Value::Member& member : environment->members())
      spec.environment.emplace_back(member.key, member.value.as_text());
  if (const Value* timeout = body.find("timeout"))
    spec.timeout = Milliseconds(timeout->as_integer());
  return spec;
}

}  // namespace

struct ControlDoor::Visitor {
  int serial = 0;  ///< a socket's number is used again
  Descriptor socket;
  EventLoop::Id watch = 0;
  bool watches = false;
  bool busy = false;  ///< an answer is still to come
  pid_t program = -1;  ///< and its process group: ends with the visit
  std::string exec{};  ///< that it waits for: ends with the visit, too
};

ControlDoor::ControlDoor(EventLoop& loop, const Clock& clock, Supervisor& supervisor,
                         Descriptor listener, std::function<void()> on_detach)
    : loop_(loop),
      clock_(clock),
      supervisor_(supervisor),
      listener_(std::move(listener)),
      on_detach_(std::move(on_detach)) {
  loop_.watch(listener_.get(), [this] { accept(); });
  supervisor_.timeline().watch([this](const Timeline::Entry& entry) {
    tell_watchers(Value::object({{"entry", to_value(entry)}}));
  });
  supervisor_.on_state([this] { tell_watchers(state_value()); });
}

ControlDoor::~ControlDoor() = default;

void ControlDoor::accept() {
  auto socket = accept_packets(listener_.get());
  if (!socket || !*socket) return;
  fcntl((*socket)->get(), F_SETFL, O_NONBLOCK);
  auto visitor = std::make_unique<Visitor>();
  visitor->serial = ++visitor_serial_;
  visitor->socket = std::move(**socket);
  Visitor* added = visitor.get();
  visitor->watch = loop_.watch(visitor->socket.get(), [this, added] { serve(*added); });
  visitors_[added->socket.get()] = std::move(visitor);
}

void ControlDoor::serve(Visitor& visitor) {
  auto packet = receive_packet(visitor.socket.get(), Milliseconds(0));
  if (!packet && packet.error().code == "timed-out") return;
  if (!packet || !*packet) return forget(visitor);
  if (visitor.busy || visitor.watches)
    return refuse(visitor, {.code = "busy", .what = "one request a connection"});
  answer(visitor, **packet);
}

void ControlDoor::answer(Visitor& visitor, Packet& packet) {
  const Value& body = packet.body;
  const std::string op = text_of(body, "op");
  if (op == "watch") return watch(visitor);
  if (op == "exec") return exec(visitor, packet);
  if (op == "fault") return fault(visitor, body);
  if (op == "program") return start_program(visitor, packet);
  if (op == "state") return reply(visitor, state_value());
  if (const auto value = document(op)) return reply_document(visitor, *value);
  if (op == "socket" || op == "folder") {
    auto made = op == "socket"
                    ? supervisor_.engine().open_socket(text_of(body, "network"))
                    : supervisor_.engine().open_folder(text_of(body, "container"),
                                                       text_of(body, "path"));
    if (!made) return refuse(visitor, made.error());
    return reply(visitor, Value::object(), {made->get()});
  }
  if (op == "signal") {
    auto done = supervisor_.engine().signal(text_of(body, "container"), text_of(body, "signal"));
    return done ? reply(visitor, Value::object()) : refuse(visitor, done.error());
  }
  if (op == "detach") {
    on_detach_();
    return reply(visitor, Value::object());
  }
  if (op == "stop") {
    return supervisor_.stop([this, answer_later = later(visitor)] {
      answer_later(Value::object());
      loop_.stop();
    });
  }
  refuse(visitor, {.code = "unknown-op", .what = "there is no request \"" + op + "\""});
}

std::optional<Value> ControlDoor::document(const std::string& op) const {
  if (op == "orders") return to_value(supervisor_.orders());
  if (op == "describe") return describe(supervisor_, clock_.wall(), clock_.now());
  if (op == "refused") return supervisor_.refusals().to_value();
  Value rows = Value::array();
  if (op == "timeline") {
    for (const Timeline::Entry& entry : std::as_const(supervisor_).timeline().entries())
      rows.push(to_value(entry));
    return rows;
  }
  if (op == "waiting") {
    for (const auto& [who, text] : supervisor_.waiting()) rows.push(Value(Value::Array{who, text}));
    return rows;
  }
  return std::nullopt;
}

void ControlDoor::watch(Visitor& visitor) {
  visitor.watches = true;
  const int socket = visitor.socket.get();
  for (const Timeline::Entry& entry : supervisor_.timeline().entries())
    (void)send_packet(socket, Value::object({{"entry", to_value(entry)}}));
  (void)send_packet(socket, state_value());
}

void ControlDoor::exec(Visitor& visitor, Packet& packet) {
  if (packet.descriptors.size() != 3)
    return refuse(visitor, {.code = "bad-request", .what = "exec needs in, out and err"});
  const std::string id = "client:" + std::to_string(++exec_serial_);
  auto done = supervisor_.engine().exec(exec_spec(packet, id));
  if (!done) return refuse(visitor, done.error());
  visitor.exec = id;
  supervisor_.on_exec(id, [answer_later = later(visitor)](const engine_event::ExecExited& ended) {
    answer_later(Value::object({{"code", ended.code}, {"timed_out", ended.timed_out}}));
  });
}

void ControlDoor::fault(Visitor& visitor, const Value& body) {
  const auto wanted = fault_of(part_of(body, "fault"));
  if (!wanted) return refuse(visitor, wanted.error());
  supervisor_.fault(*wanted, Milliseconds(number_of(body, "timeout")),
                    [answer_later = later(visitor)](const Result<Done>& done) {
                      answer_later(done.map([](const Done&) { return Value::object(); }));
                    });
}

std::function<void(const Result<Value>&)> ControlDoor::later(Visitor& visitor) {
  visitor.busy = true;
  return [this, socket = visitor.socket.get(), serial = visitor.serial](const Result<Value>& answer) {
    const auto found = visitors_.find(socket);
    if (found == visitors_.end() || found->second->serial != serial) return;
    if (answer) return reply(*found->second, *answer);
    refuse(*found->second, answer.error());
  };
}

// A child of PID 1: of the world's network and PID namespaces, and reaped as all orphans are.
void ControlDoor::start_program(Visitor& visitor, Packet& packet) {
  if (packet.descriptors.size() != 1)
    return refuse(visitor, {.code = "bad-request", .what = "program needs its output"});
  const int output = packet.descriptors[0].get();
  SpawnSpec spec{.argv = texts_of(packet.body, "argv"),
                 .environment = std::map<std::string, std::string>{},
                 .out = output,
                 .err = output};
  for (const Value::Member& member : part_of(packet.body, "environment").members())
    (*spec.environment)[member.key] = member.value.as_text();
  auto child = spawn(spec);
  if (!child) return refuse(visitor, child.error());
  visitor.program = child->pid;
  reply(visitor, Value::object());
}

void ControlDoor::reply(Visitor& visitor, Value body, const std::vector<int>& descriptors) {
  visitor.busy = false;
  body.set("ok", true);
  // A visitor that has gone is forgotten when its socket says so.
  (void)send_packet(visitor.socket.get(), body, descriptors);
}

void ControlDoor::reply_document(Visitor& visitor, const Value& document) {
  const auto memory = sealed_memory("gonogo-document", to_json(document));
  if (!memory) return refuse(visitor, memory.error());
  reply(visitor, Value::object(), {memory->get()});
}

void ControlDoor::refuse(Visitor& visitor, const Error& error) {
  visitor.busy = false;
  (void)send_packet(visitor.socket.get(),
                    Value::object({{"error", Value::object({{"code", error.code},
                                                            {"what", error.what},
                                                            {"seen", error.seen},
                                                            {"hint", error.hint}})}}));
}

void ControlDoor::forget(Visitor& visitor) {
  if (visitor.program > 0) kill(-visitor.program, SIGKILL);
  if (!visitor.exec.empty()) supervisor_.engine().end_exec(visitor.exec);
  loop_.cancel(visitor.watch);
  visitors_.erase(visitor.socket.get());
}

void ControlDoor::tell_watchers(const Value& body) {
  for (const auto& [socket, visitor] : visitors_)
    if (visitor->watches) (void)send_packet(socket, body);
}

Value ControlDoor::state_value() const {
  Value value = Value::object({{"state", std::string(name_of(supervisor_.state()))}});
  if (const auto& loss = supervisor_.loss())
    value.set("loss", Value::object({{"kind", loss->kind},
                                     {"who", loss->who},
                                     {"what", loss->what},
                                     {"detail", loss->detail},
                                     {"t", to_milliseconds(loss->t)}}));
  return value;
}

}  // namespace gonogo
