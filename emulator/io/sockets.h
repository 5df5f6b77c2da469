// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/io/files.h"

namespace gonogo {

/// One message of the control protocol: a JSON object and up to four descriptors.
struct Packet {
  Value body;
  std::vector<Descriptor> descriptors{};
};

constexpr size_t largest_packet = 64U << 10U;
constexpr size_t most_descriptors = 4;

/// AF_UNIX SOCK_SEQPACKET, close-on-exec. `path` of at most 107 bytes; an old socket file is replaced.
Result<Descriptor> listen_packets(const Path& path);
/// For a process that was given a listener: from now on SO_PEERCRED names it to clients, and not
/// whoever made the listener (unix(7): the credentials are those at the time of listen).
Result<Done> take_over_listener(int listener);
Result<Descriptor> connect_packets(const Path& path);
/// A connected client, or nothing when none waits. The peer must be of this user (or root).
Result<std::optional<Descriptor>> accept_packets(int listener);

Result<Done> send_packet(int socket, const Value& body, const std::vector<int>& descriptors = {});
/// Nothing at the end of the stream; an Error for a packet too large, cut, or no JSON object, and
/// `timed-out` when `timeout` passes without one.
Result<std::optional<Packet>> receive_packet(int socket, Milliseconds timeout);

/// A TCP listener on 127.0.0.1:port (0: a free one), made in the caller's network namespace; an
/// Error `port-in-use` names the port.
Result<Descriptor> listen_loopback(std::uint16_t port);
std::uint16_t local_port(int socket);

/// Connects an IPv4 TCP socket that may live in another network namespace.
Result<Done> connect_socket(int socket, const std::string& address, std::uint16_t port,
                            Milliseconds timeout);

/// A sealed memory file with that text, readable from its start by whoever inherits it.
Result<Descriptor> sealed_memory(const std::string& name, std::string_view text);

}  // namespace gonogo
