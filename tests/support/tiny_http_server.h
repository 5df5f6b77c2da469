// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include "emulator/io/files.h"

namespace gonogo::test {

/// A server on a free port of 127.0.0.1, on a thread of its own: one request a connection. `answer`
/// gives the whole text of the response; an empty one closes the connection without any.
class TinyHttpServer {
 public:
  using Answer = std::function<std::string(const std::string& request)>;

  explicit TinyHttpServer(Answer answer);
  ~TinyHttpServer();
  TinyHttpServer(const TinyHttpServer&) = delete;
  TinyHttpServer& operator=(const TinyHttpServer&) = delete;

  std::uint16_t port() const { return port_; }
  std::string url(const std::string& path) const;
  /// The requests so far, whole. A request is there before its response is sent.
  const std::vector<std::string>& requests() const { return requests_; }

 private:
  void serve();
  void serve_one(int client);

  Answer answer_;
  Descriptor listener_;
  std::uint16_t port_ = 0;
  Descriptor stop_reading_;
  Descriptor stop_writing_;
  std::vector<std::string> requests_{};
  std::thread thread_;
};

/// "HTTP/1.1 {status}" with those header lines and a Content-Length.
std::string http_response(const std::string& status, const std::vector<std::string>& headers,
                          const std::string& body);

}  // namespace gonogo::test
