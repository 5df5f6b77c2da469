// SPDX-License-Identifier: Apache-2.0
#include "tests/support/tiny_http_server.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>

#include "emulator/base/text.h"
#include "emulator/io/sockets.h"

namespace gonogo::test {
namespace {

constexpr int patience = 5'000;

size_t body_size(const std::string& head) {
  constexpr std::string_view name = "content-length:";
  const std::string lower = to_lower(head);
  const size_t at = lower.find(name);
  return at == std::string::npos ? 0 : std::strtoul(lower.c_str() + at + name.size(), nullptr, 10);
}

bool is_whole(const std::string& request) {
  // TLS has no head that could end.
  if (request.starts_with('\x16')) return true;
  const size_t head = request.find("\r\n\r\n");
  if (head == std::string::npos) return false;
  return request.size() >= head + 4 + body_size(request.substr(0, head));
}

std::string read_request(int client) {
  std::string request;
  pollfd wait{client, POLLIN, 0};
  while (!is_whole(request) && poll(&wait, 1, patience) == 1) {
    char piece[4096];
    const ssize_t count = recv(client, piece, sizeof piece, 0);
    if (count <= 0) break;
    request.append(piece, static_cast<size_t>(count));
  }
  return request;
}

void send_all(int client, std::string_view text) {
  while (!text.empty()) {
    const ssize_t count = send(client, text.data(), text.size(), MSG_NOSIGNAL);
    if (count <= 0) return;
    text.remove_prefix(static_cast<size_t>(count));
  }
}

}  // namespace

TinyHttpServer::TinyHttpServer(Answer answer) : answer_(std::move(answer)) {
  auto listener = listen_loopback(0);
  int ends[2];
  if (!listener || pipe2(ends, O_CLOEXEC) != 0) std::abort();
  listener_ = std::move(*listener);
  port_ = local_port(listener_.get());
  stop_reading_ = Descriptor(ends[0]);
  stop_writing_ = Descriptor(ends[1]);
  thread_ = std::thread([this] { serve(); });
}

TinyHttpServer::~TinyHttpServer() {
  stop_writing_.close();
  thread_.join();
}

std::string TinyHttpServer::url(const std::string& path) const {
  return "http://127.0.0.1:" + std::to_string(port_) + path;
}

void TinyHttpServer::serve() {
  for (;;) {
    pollfd waits[] = {{listener_.get(), POLLIN, 0}, {stop_reading_.get(), POLLIN, 0}};
    poll(waits, 2, -1);
    if (waits[1].revents != 0) return;
    const Descriptor client(accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (client) serve_one(client.get());
  }
}

void TinyHttpServer::serve_one(int client) {
  requests_.push_back(read_request(client));
  send_all(client, answer_(requests_.back()));
  shutdown(client, SHUT_WR);
}

std::string http_response(const std::string& status, const std::vector<std::string>& headers,
                          const std::string& body) {
  std::string text = "HTTP/1.1 " + status + "\r\nConnection: close\r\n";
  for (const std::string& header : headers) text += header + "\r\n";
  return text + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

}  // namespace gonogo::test
