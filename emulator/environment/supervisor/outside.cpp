// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/outside.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "emulator/base/members.h"
#include "emulator/io/sockets.h"

namespace gonogo {
namespace {

constexpr size_t most_waiting = 256;
constexpr unsigned connect_patience = 10;  // seconds, names looked up included
constexpr Milliseconds turn{3'600'000};

// A caller whose wish can't be fulfilled sees its connection reset, as by a host that refuses.
void reset(const Descriptor& caller) {
  const linger at_once{1, 0};
  setsockopt(caller.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

Descriptor connect_to(const std::string& host, const std::string& port, std::string& error) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int status = getaddrinfo(host.c_str(), port.c_str(), &hints, &found); status != 0) {
    error = gai_strerror(status);
    return {};
  }
  for (const addrinfo* each = found; each != nullptr; each = each->ai_next) {
    Descriptor made(::socket(each->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (made && connect(made.get(), each->ai_addr, each->ai_addrlen) == 0) {
      freeaddrinfo(found);
      return made;
    }
    error = std::generic_category().message(errno);
  }
  freeaddrinfo(found);
  return {};
}

[[noreturn]] void fulfil(int socket, const Value& wish) {
  alarm(connect_patience);
  std::string error;
  const Descriptor made =
      connect_to(text_of(wish, "host"), std::to_string(number_of(wish, "port")), error);
  Value answer = Value::object({{"id", number_of(wish, "id")}});
  if (!made) answer.set("error", error);
  (void)send_packet(socket, answer, made ? std::vector<int>{made.get()} : std::vector<int>{});
  _exit(0);
}

}  // namespace

Outside::Outside(EventLoop& loop, Descriptor socket, Forwarder& forwarder)
    : loop_(loop), socket_(std::move(socket)), forwarder_(forwarder) {
  fcntl(socket_.get(), F_SETFL, O_NONBLOCK);
  watch_ = loop_.watch(socket_.get(), [this] { take_answers(); });
}

Outside::~Outside() = default;

Result<Done> Outside::stand_in(const ExternalPlan& external, Engine& engine) {
  auto listener = engine.open_socket(external.name);
  if (!listener) return fail(listener.error());
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(external.called);
  if (bind(listener->get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
      listen(listener->get(), SOMAXCONN) != 0)
    return fail(system_error("network-failed", "stand in for " + external.name, errno));
  const int number = listener->get();
  fcntl(number, F_SETFL, O_NONBLOCK);
  loop_.watch(number, [this, number, &external] { accept(number, external); });
  listeners_.push_back(std::move(*listener));
  return Done{};
}

void Outside::accept(int listener, const ExternalPlan& external) {
  Descriptor caller(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!caller) return;
  const Value wish = Value::object({{"id", ++serial_}, {"host", external.host}, {"port", external.port}});
  if (callers_.size() >= most_waiting || !send_packet(socket_.get(), wish)) return reset(caller);
  callers_[serial_] = std::move(caller);
}

void Outside::take_answers() {
  auto packet = receive_packet(socket_.get(), Milliseconds(0));
  if (!packet && packet.error().code == "timed-out") return;
  if (!packet || !*packet) {
    // Nobody is left to ask: whoever waits, and whoever calls from now on, is turned away.
    loop_.cancel(watch_);
    for (const auto& [id, caller] : callers_) reset(caller);
    callers_.clear();
    return;
  }
  const auto found = callers_.find(number_of((*packet)->body, "id"));
  if (found == callers_.end()) return;
  Descriptor caller = std::move(found->second);
  callers_.erase(found);
  auto& given = (*packet)->descriptors;
  if (given.empty()) return reset(caller);
  fcntl(given.front().get(), F_SETFL, O_NONBLOCK);
  forwarder_.join(std::move(caller), std::move(given.front()));
}

int serve_outside(int socket) {
  // Nobody waits for it: whoever started it may be gone before it ends.
  if (const pid_t child = fork(); child != 0) return child < 0 ? 1 : 0;
  signal(SIGCHLD, SIG_IGN);  // the kernel reaps those that have answered
  signal(SIGPIPE, SIG_IGN);
  for (;;) {
    auto packet = receive_packet(socket, turn);
    if (!packet && packet.error().code == "timed-out") continue;
    if (!packet || !*packet) return 0;
    // One process a connection: a name that is looked up for long holds up nobody else.
    if (fork() == 0) fulfil(socket, (*packet)->body);
  }
}

}  // namespace gonogo
