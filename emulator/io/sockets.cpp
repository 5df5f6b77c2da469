// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/sockets.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "emulator/io/document.h"

namespace gonogo {
namespace {

constexpr Milliseconds send_patience(1'000);

Result<sockaddr_un> unix_address(const Path& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string& text = path.native();
  if (text.empty() || text.size() >= sizeof address.sun_path)
    return fail({.code = "bad-path",
                 .what = "the path of a socket must have at most 107 bytes",
                 .where = {.file = text},
                 .seen = std::to_string(text.size()) + " bytes",
                 .hint = "use a shorter folder"});
  std::memcpy(address.sun_path, text.c_str(), text.size() + 1);
  return address;
}

const sockaddr* generic(const sockaddr_un& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

const sockaddr* generic(const sockaddr_in& address) {
  return reinterpret_cast<const sockaddr*>(&address);
}

constexpr int backlog = 16;

// Inside a user namespace the kernel gives the ids as seen from there: the owner's as 0, that of a
// stranger as 65534.
Result<Done> check_peer(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0)
    return fail(system_error("connection-failed", "cannot ask who is on the other side", errno));
  if (peer.uid == geteuid() || peer.uid == 0) return Done{};
  return fail({.code = "wrong-peer",
               .what = "the control socket belongs to another user",
               .seen = "user id " + std::to_string(peer.uid)});
}

// Waits for `events`; false when the time is over.
bool wait_for(int descriptor, short events, Milliseconds timeout) {
  const SystemClock clock;
  const Moment deadline = clock.now() + timeout;
  for (;;) {
    pollfd wait{descriptor, events, 0};
    const auto left = std::chrono::ceil<Milliseconds>(deadline - clock.now()).count();
    const int ready = poll(&wait, 1, static_cast<int>(std::clamp<long long>(left, 0, 1 << 30)));
    if (ready > 0) return true;
    if (ready < 0 && errno != EINTR) return true;  // the call that follows tells what is wrong
    if (clock.now() >= deadline) return false;
  }
}

void attach_descriptors(msghdr& message, const std::vector<int>& descriptors) {
  if (descriptors.empty()) return;
  const size_t bytes = descriptors.size() * sizeof(int);
  message.msg_controllen = CMSG_SPACE(bytes);
  cmsghdr* header = CMSG_FIRSTHDR(&message);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(bytes);
  std::memcpy(CMSG_DATA(header), descriptors.data(), bytes);
}

std::vector<Descriptor> take_descriptors(msghdr& message) {
  std::vector<Descriptor> descriptors;
  for (cmsghdr* at = CMSG_FIRSTHDR(&message); at != nullptr; at = CMSG_NXTHDR(&message, at)) {
    if (at->cmsg_level != SOL_SOCKET || at->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (at->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; ++i) {
      int number = -1;
      std::memcpy(&number, CMSG_DATA(at) + i * sizeof(int), sizeof(int));
      descriptors.emplace_back(number);
    }
  }
  return descriptors;
}

Error bad_packet(const std::string& what) { return {.code = "bad-packet", .what = what}; }

Result<std::optional<Packet>> read_packet(int socket) {
  std::string text(largest_packet, '\0');
  alignas(cmsghdr) char control[CMSG_SPACE(most_descriptors * sizeof(int))];
  iovec piece{text.data(), text.size()};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof control;
  const ssize_t count = recvmsg(socket, &message, MSG_CMSG_CLOEXEC | MSG_DONTWAIT);
  if (count == 0 || (count < 0 && errno == ECONNRESET)) return std::nullopt;
  if (count < 0) return fail(system_error("connection-lost", "cannot read a packet", errno));
  // Whatever comes now, the descriptors are ours to close.
  std::vector<Descriptor> descriptors = take_descriptors(message);
  if ((message.msg_flags & MSG_TRUNC) != 0)
    return fail(bad_packet("a packet is larger than 64 KiB"));
  if ((message.msg_flags & MSG_CTRUNC) != 0)
    return fail(bad_packet("a packet came without all of its descriptors"));
  auto body = parse_json({text.data(), static_cast<size_t>(count)}, "packet");
  if (!body) return because(body.error(), "a packet can't be read");
  if (!body->is_object()) return fail(bad_packet("a packet must be a JSON object"));
  return Packet{std::move(*body), std::move(descriptors)};
}

Result<Done> await_connection(int socket, const std::string& place, Milliseconds timeout) {
  if (!wait_for(socket, POLLOUT, timeout))
    return fail({.code = "timed-out", .what = "no connection to " + place + " in time"});
  int number = 0;
  socklen_t size = sizeof number;
  if (getsockopt(socket, SOL_SOCKET, SO_ERROR, &number, &size) != 0) number = errno;
  if (number == 0) return Done{};
  return fail(system_error(number == ECONNREFUSED ? "connection-refused" : "connection-failed",
                           "cannot connect to " + place, number));
}

}  // namespace

Result<Descriptor> listen_packets(const Path& path) {
  const auto address = unix_address(path);
  if (!address) return fail(address.error());
  constexpr int kind = SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK;
  Descriptor listener(socket(AF_UNIX, kind, 0));
  struct stat old {};
  if (lstat(path.c_str(), &old) == 0 && S_ISSOCK(old.st_mode)) unlink(path.c_str());
  if (!listener || bind(listener.get(), generic(*address), sizeof *address) != 0 ||
      chmod(path.c_str(), 0600) != 0 || listen(listener.get(), backlog) != 0)
    return fail(system_error("cannot-listen", "cannot listen on " + path.string(), errno));
  return listener;
}

Result<Done> take_over_listener(int listener) {
  if (listen(listener, backlog) == 0) return Done{};
  return fail(system_error("cannot-listen", "cannot take over the control socket", errno));
}

Result<Descriptor> connect_packets(const Path& path) {
  const auto address = unix_address(path);
  if (!address) return fail(address.error());
  Descriptor client(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  if (!client || connect(client.get(), generic(*address), sizeof *address) != 0)
    return fail(system_error(errno == ECONNREFUSED || errno == ENOENT ? "connection-refused"
                                                                      : "connection-failed",
                             "cannot connect to " + path.string(), errno));
  if (auto checked = check_peer(client.get()); !checked) return fail(checked.error());
  return client;
}

Result<std::optional<Descriptor>> accept_packets(int listener) {
  Descriptor client(accept4(listener, nullptr, nullptr, SOCK_CLOEXEC));
  if (!client) {
    if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED) return std::nullopt;
    return fail(system_error("connection-failed", "cannot accept a connection", errno));
  }
  if (auto checked = check_peer(client.get()); !checked) return fail(checked.error());
  return client;
}

Result<Done> send_packet(int socket, const Value& body, const std::vector<int>& descriptors) {
  std::string text = to_json(body);
  if (text.size() > largest_packet || descriptors.size() > most_descriptors)
    return fail({.code = "packet-too-large",
                 .what = "a packet may have 64 KiB and four descriptors",
                 .seen = std::to_string(text.size()) + " bytes, " +
                         std::to_string(descriptors.size()) + " descriptors"});
  alignas(cmsghdr) char control[CMSG_SPACE(most_descriptors * sizeof(int))] = {};
  iovec piece{text.data(), text.size()};
  msghdr message{};
  message.msg_iov = &piece;
  message.msg_iovlen = 1;
  message.msg_control = descriptors.empty() ? nullptr : control;
  attach_descriptors(message, descriptors);
  for (;;) {
    if (sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT) >= 0) return Done{};
    if (errno == EINTR) continue;
    if (errno != EAGAIN)
      return fail(system_error("connection-lost", "cannot send a packet", errno));
    if (!wait_for(socket, POLLOUT, send_patience))
      return fail({.code = "timed-out", .what = "the other side does not read its packets"});
  }
}

Result<std::optional<Packet>> receive_packet(int socket, Milliseconds timeout) {
  if (!wait_for(socket, POLLIN, timeout))
    return fail({.code = "timed-out", .what = "no packet came in time"});
  return read_packet(socket);
}

Result<Descriptor> listen_loopback(std::uint16_t port) {
  Descriptor listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  const int on = 1;
  setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (listener && bind(listener.get(), generic(address), sizeof address) == 0 &&
      listen(listener.get(), 128) == 0)
    return listener;
  const std::string place = "127.0.0.1:" + std::to_string(port);
  if (errno == EADDRINUSE)
    return fail({.code = "port-in-use",
                 .what = "port " + std::to_string(port) + " of this machine is in use",
                 .seen = place,
                 .hint = "stop what listens there, or publish another port"});
  return fail(system_error("cannot-listen", "cannot listen on " + place, errno));
}

std::uint16_t local_port(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return 0;
  return ntohs(address.sin_port);
}

Result<Done> connect_socket(int socket, const std::string& address, std::uint16_t port,
                            Milliseconds timeout) {
  const std::string place = address + ":" + std::to_string(port);
  sockaddr_in to{};
  to.sin_family = AF_INET;
  to.sin_port = htons(port);
  if (inet_pton(AF_INET, address.c_str(), &to.sin_addr) != 1)
    return fail({.code = "bad-address", .what = "\"" + address + "\" is no IPv4 address"});
  const int flags = fcntl(socket, F_GETFL);
  fcntl(socket, F_SETFL, flags | O_NONBLOCK);
  Result<Done> connected = Done{};
  if (connect(socket, generic(to), sizeof to) != 0) {
    if (errno == EINPROGRESS || errno == EINTR)
      connected = await_connection(socket, place, timeout);
    else
      connected = fail(system_error(
          errno == ECONNREFUSED ? "connection-refused" : "connection-failed",
          "cannot connect to " + place, errno));
  }
  fcntl(socket, F_SETFL, flags);
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return connected;
}

Result<Descriptor> sealed_memory(const std::string& name, std::string_view text) {
  Descriptor file(memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!file) return fail(system_error("no-memory", "cannot make a file in memory", errno));
  while (!text.empty()) {
    const ssize_t count = write(file.get(), text.data(), text.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(system_error("no-memory", "cannot fill a file in memory", errno));
    text.remove_prefix(static_cast<size_t>(count));
  }
  constexpr int seals = F_SEAL_SEAL | F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
  if (lseek(file.get(), 0, SEEK_SET) != 0 || fcntl(file.get(), F_ADD_SEALS, seals) != 0)
    return fail(system_error("no-memory", "cannot seal a file in memory", errno));
  return file;
}

}  // namespace gonogo
