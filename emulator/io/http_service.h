// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>

#include "emulator/io/event_loop.h"
#include "emulator/io/files.h"

namespace gonogo {

struct HttpAsk {
  std::string method;
  std::string target;  ///< path and query, as sent
  std::string body;
  std::string peer;    ///< IPv4 address of whoever asks
};

struct HttpReply {
  int status = 200;
  std::string body{};
  std::string type = "application/json";
};

/// A small HTTP/1.1 server on an event loop: one request a connection, at most 64 KiB of body and 64
/// connections. Requests are read by Boost.Beast's parser alone: its server would bring a loop of its
/// own into every supervisor.
class HttpService {
 public:
  using Handler = std::function<HttpReply(const HttpAsk&)>;

  /// Takes over a listening TCP socket.
  HttpService(EventLoop& loop, Descriptor listener, Handler handler);
  ~HttpService();

 private:
  struct Visitor;
  void accept();
  void read(Visitor& visitor);
  void answer(Visitor& visitor, const HttpReply& reply);
  void write(Visitor& visitor);
  void forget(Visitor& visitor);

  EventLoop& loop_;
  Descriptor listener_;
  Handler handler_;
  std::map<int, std::unique_ptr<Visitor>> visitors_;
};

}  // namespace gonogo
