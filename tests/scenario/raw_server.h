// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <functional>
#include <string>
#include <string_view>
#include <thread>

#include "emulator/io/sockets.h"

namespace gonogo::test {

/// A server on a free port of 127.0.0.1 that behaves as badly as the test wants: `behave` gets each
/// connection in turn, and must end when `is_over()` says so.
class RawServer {
 public:
  using Behaviour = std::function<void(RawServer&, int client)>;

  explicit RawServer(Behaviour behave) : behave_(std::move(behave)) {
    auto listener = listen_loopback(0);
    int ends[2];
    if (!listener || pipe(ends) != 0) std::abort();
    listener_ = std::move(*listener);
    reading_ = Descriptor(ends[0]);
    writing_ = Descriptor(ends[1]);
    port_ = local_port(listener_.get());
    thread_ = std::thread([this] { serve(); });
  }
  ~RawServer() {
    writing_.close();
    thread_.join();
  }
  RawServer(const RawServer&) = delete;
  RawServer& operator=(const RawServer&) = delete;

  std::string url(const std::string& path = "/") const {
    return "http://127.0.0.1:" + std::to_string(port_) + path;
  }
  std::uint16_t port() const { return port_; }

  /// Waits until the client says something or goes; false when the test is over.
  bool wait_for(int client) const {
    pollfd waits[] = {{client, POLLIN, 0}, {reading_.get(), POLLIN, 0}};
    return poll(waits, 2, 20'000) > 0 && waits[1].revents == 0;
  }
  /// Waits until the test is over, or the client has gone.
  void hang(int client) const {
    char bytes[4096];
    while (wait_for(client) && recv(client, bytes, sizeof bytes, 0) > 0) {
    }
  }
  static void read_some(int client) {
    char bytes[65536];
    if (recv(client, bytes, sizeof bytes, 0) < 0) return;
  }
  /// False when the client does not want more.
  static bool say(int client, std::string_view text) {
    while (!text.empty()) {
      const ssize_t count = send(client, text.data(), text.size(), MSG_NOSIGNAL);
      if (count <= 0) return false;
      text.remove_prefix(static_cast<size_t>(count));
    }
    return true;
  }

 private:
  void serve() {
    for (;;) {
      if (!wait_for(listener_.get())) return;
      const Descriptor client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (client) behave_(*this, client.get());
    }
  }

  Behaviour behave_;
  Descriptor listener_;
  Descriptor reading_;
  Descriptor writing_;
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace gonogo::test
