// SPDX-License-Identifier: Apache-2.0
#include "emulator/io/http_service.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cerrno>

#include "emulator/base/clock.h"

namespace gonogo {
namespace {

namespace http = boost::beast::http;

constexpr size_t most_visitors = 64;
constexpr std::uint64_t most_body = 64U << 10U;
constexpr Milliseconds request_patience{5'000};  // for a whole request

std::string text_of(const HttpReply& reply) {
  return "HTTP/1.1 " + std::to_string(reply.status) + " " +
         std::string(http::obsolete_reason(http::int_to_status(static_cast<unsigned>(reply.status)))) +
         "\r\nContent-Type: " + reply.type + "\r\nContent-Length: " +
         std::to_string(reply.body.size()) + "\r\nConnection: close\r\n\r\n" + reply.body;
}

}  // namespace

struct HttpService::Visitor {
  Descriptor socket;
  std::string peer;
  http::request_parser<http::string_body> parser{};
  std::string unread{};
  std::string answer{};
  EventLoop::Id watch = 0;
  EventLoop::Id timer = 0;
};

HttpService::HttpService(EventLoop& loop, Descriptor listener, Handler handler)
    : loop_(loop), listener_(std::move(listener)), handler_(std::move(handler)) {
  fcntl(listener_.get(), F_SETFL, O_NONBLOCK);
  loop_.watch(listener_.get(), [this] { accept(); });
}

HttpService::~HttpService() = default;

void HttpService::accept() {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  Descriptor socket(accept4(listener_.get(), reinterpret_cast<sockaddr*>(&address), &size,
                            SOCK_CLOEXEC | SOCK_NONBLOCK));
  if (!socket || visitors_.size() >= most_visitors) return;
  char peer[INET_ADDRSTRLEN] = {};
  inet_ntop(AF_INET, &address.sin_addr, peer, sizeof peer);
  auto visitor = std::make_unique<Visitor>();
  visitor->socket = std::move(socket);
  visitor->peer = peer;
  visitor->parser.eager(true);
  visitor->parser.body_limit(most_body);
  Visitor* added = visitor.get();
  added->watch = loop_.watch(added->socket.get(), [this, added] { read(*added); });
  added->timer = loop_.at(SystemClock().now() + request_patience, [this, added] { forget(*added); });
  visitors_[added->socket.get()] = std::move(visitor);
}

void HttpService::read(Visitor& visitor) {
  char bytes[8192];
  const ssize_t size = ::read(visitor.socket.get(), bytes, sizeof bytes);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size <= 0) return forget(visitor);
  visitor.unread.append(bytes, static_cast<size_t>(size));
  boost::system::error_code error;
  const size_t used =
      visitor.parser.put(boost::asio::buffer(visitor.unread.data(), visitor.unread.size()), error);
  visitor.unread.erase(0, used);
  if (error == http::error::need_more) return;
  if (error) return answer(visitor, {.status = 400, .body = "Bad Request", .type = "text/plain"});
  if (!visitor.parser.is_done()) return;
  const auto& request = visitor.parser.get();
  answer(visitor, handler_({.method = std::string(request.method_string()),
                            .target = std::string(request.target()),
                            .body = request.body(),
                            .peer = visitor.peer}));
}

void HttpService::answer(Visitor& visitor, const HttpReply& reply) {
  visitor.answer = text_of(reply);
  loop_.cancel(visitor.watch);
  visitor.watch = loop_.watch_writable(visitor.socket.get(), [this, &visitor] { write(visitor); });
}

void HttpService::write(Visitor& visitor) {
  const ssize_t size =
      send(visitor.socket.get(), visitor.answer.data(), visitor.answer.size(), MSG_NOSIGNAL);
  if (size < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (size > 0) visitor.answer.erase(0, static_cast<size_t>(size));
  if (size <= 0 || visitor.answer.empty()) forget(visitor);
}

void HttpService::forget(Visitor& visitor) {
  loop_.cancel(visitor.watch);
  loop_.cancel(visitor.timer);
  visitors_.erase(visitor.socket.get());
}

}  // namespace gonogo
