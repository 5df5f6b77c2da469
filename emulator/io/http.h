// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"

namespace gonogo {

using Headers = std::vector<std::pair<std::string, std::string>>;

/// Where a connection goes: an unconnected TCP socket made in the right network namespace, or -1
/// where none can be had: then the connection fails. The client connects and closes it. Not asked
/// for 127.0.0.0/8, which is this machine's.
using OpenSocket = std::function<int()>;

struct HttpRequest {
  std::string method = "GET";
  std::string url;
  Headers headers{};
  std::string body{};
  bool follow_redirects = true;  ///< at most 10
  std::string version{};  ///< "1.1", "2" (over http:// without asking first), "": what both can
  std::string ca_file{};  ///< who is trusted instead of the system's authorities
  std::string certificate_file{};  ///< the client's own
  std::string key_file{};
  Milliseconds timeout{Milliseconds(10'000)};
  size_t body_limit = 64U << 20U;  ///< a longer answer is an Error `body-too-large`
};

struct HttpResponse {
  int status = 0;
  std::string version{};  ///< "1.1", "2"
  Headers headers{};      ///< of the last response; names as sent
  std::string body{};
  std::string url{};  ///< after redirects
  int redirects = 0;
  Nanoseconds duration{};
};

struct HttpOptions {
  OpenSocket open_socket{};
  bool opens_loopback = false;  ///< 127.0.0.0/8 is that of the network of `open_socket`
  /// Name → IPv4 address; a name that is not here is an Error `unknown-host` when `open_socket` is
  /// set: nothing is looked up outside the environment.
  std::vector<std::pair<std::string, std::string>> hosts{};
  std::string proxy{};  ///< "http://HOST:PORT"; none else is used, whatever the environment says
};

/// One client with its own connections and cookies: not for two threads at once.
struct HttpClient {
  virtual ~HttpClient() = default;
  /// Error codes: unknown-host, connection-refused, connection-failed, timed-out, tls-failed,
  /// too-many-redirects, body-too-large, bad-response, bad-url.
  virtual Result<HttpResponse> send(const HttpRequest& request) = 0;
  virtual void forget_cookies() = 0;
  /// What the client added to the headers of the first request of the last `send`: its cookies.
  virtual Headers added_headers() const { return {}; }
};

std::unique_ptr<HttpClient> make_http_client(HttpOptions options);

/// The value of a header, whatever the case of its name; nullptr when it is not there.
const std::string* find_header(const Headers& headers, std::string_view name);

}  // namespace gonogo
