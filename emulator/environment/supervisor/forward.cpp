// SPDX-License-Identifier: Apache-2.0
#include "emulator/environment/supervisor/forward.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <optional>

namespace gonogo {
namespace {

constexpr size_t buffer_size = 64U << 10U;

bool is_pause(ssize_t size) { return size < 0 && (errno == EAGAIN || errno == EINTR); }

}  // namespace

struct Forwarder::Listener {
  Descriptor socket;
  std::string address;
  std::uint16_t port = 0;
};

struct Forwarder::Connection {
  /// One direction: what was read from `from` and not yet written to the other side.
  struct Way {
    std::string waiting;
    bool ended = false;
    bool shut = false;
  };
  std::array<Descriptor, 2> sockets;
  std::array<Way, 2> ways;  ///< ways[i] carries from sockets[i] to the other
  std::vector<EventLoop::Id> watches;
  bool broken = false;
};

Forwarder::Forwarder(EventLoop& loop, MakeSocket make_socket)
    : loop_(loop), make_socket_(std::move(make_socket)) {}

Forwarder::~Forwarder() = default;

void Forwarder::publish(Descriptor socket, std::string address, std::uint16_t port) {
  auto listener = std::make_unique<Listener>();
  listener->socket = std::move(socket);
  listener->address = std::move(address);
  listener->port = port;
  fcntl(listener->socket.get(), F_SETFL, O_NONBLOCK);
  Listener* added = listener.get();
  loop_.watch(listener->socket.get(), [this, added] { accept(*added); });
  listeners_.push_back(std::move(listener));
}

void Forwarder::accept(Listener& listener) {
  Descriptor outside(accept4(listener.socket.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!outside) return;
  auto inside = make_socket_();
  if (!inside) return;  // the caller sees the connection closed
  fcntl(inside->get(), F_SETFL, O_NONBLOCK);
  sockaddr_in target{};
  target.sin_family = AF_INET;
  target.sin_port = htons(listener.port);
  inet_pton(AF_INET, listener.address.c_str(), &target.sin_addr);
  if (connect(inside->get(), reinterpret_cast<sockaddr*>(&target), sizeof target) != 0 &&
      errno != EINPROGRESS)
    return;
  join(std::move(outside), std::move(*inside));
}

void Forwarder::join(Descriptor caller, Descriptor wanted) {
  const int at_once = 1;
  for (const int socket : {caller.get(), wanted.get()})
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once);
  auto connection = std::make_unique<Connection>();
  connection->sockets = {std::move(caller), std::move(wanted)};
  Connection* added = connection.get();
  connections_.push_back(std::move(connection));
  // Nothing is read before the task has answered: a refused connection is then seen as such.
  added->watches.push_back(
      loop_.watch_writable(added->sockets[1].get(), [this, added] { step(*added); }));
}

// Moves what can be moved, then waits for just what would let it go on.
void Forwarder::step(Connection& connection) {
  for (size_t i = 0; i < 2; ++i) {
    auto& way = connection.ways[i];
    const int from = connection.sockets[i].get();
    const int to = connection.sockets[1 - i].get();
    if (!way.ended && way.waiting.empty()) {
      std::array<char, buffer_size> bytes;
      const ssize_t size = read(from, bytes.data(), bytes.size());
      if (size > 0) way.waiting.assign(bytes.data(), static_cast<size_t>(size));
      if (size == 0) way.ended = true;
      if (size < 0 && !is_pause(size)) connection.broken = true;
    }
    if (!way.waiting.empty()) {
      const ssize_t size = send(to, way.waiting.data(), way.waiting.size(), MSG_NOSIGNAL);
      if (size > 0) way.waiting.erase(0, static_cast<size_t>(size));
      if (size < 0 && !is_pause(size)) connection.broken = true;
    }
    if (way.ended && way.waiting.empty() && !way.shut) {
      way.shut = true;
      shutdown(to, SHUT_WR);
    }
  }
  for (const EventLoop::Id watch : connection.watches) loop_.cancel(watch);
  connection.watches.clear();
  if (connection.broken || (connection.ways[0].shut && connection.ways[1].shut))
    return forget(connection);
  for (size_t i = 0; i < 2; ++i) {
    const auto again = [this, &connection] { step(connection); };
    if (!connection.ways[i].waiting.empty()) {
      connection.watches.push_back(
          loop_.watch_writable(connection.sockets[1 - i].get(), again));
    } else if (!connection.ways[i].ended) {
      connection.watches.push_back(loop_.watch(connection.sockets[i].get(), again));
    }
  }
}

void Forwarder::forget(Connection& connection) {
  std::erase_if(connections_, [&](const auto& held) { return held.get() == &connection; });
}

}  // namespace gonogo
