// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "emulator/base/value.h"

namespace gonogo {

/// What a browser asked the network for, from DevTools' Network events, as HAR 1.2 tells it.
class BrowserNetwork {
 public:
  /// DevTools' answer to Network.getResponseBody, or null.
  using ReadBody = std::function<Value(const std::string& request)>;

  /// Takes in entries of the driver's performance log. Bodies of documents, XHR and fetch are read
  /// at once: after the next navigation they are gone.
  void take(const Value& entries, const ReadBody& read_body);

  /// Requests that failed since this was last asked: "404 GET http://…", "net::ERR_… GET http://…".
  Value take_failures();
  /// A whole HAR document with everything since the beginning.
  Value har() const;
  bool empty() const { return order_.empty(); }

 private:
  struct Exchange {
    std::string kind;  ///< "document", "xhr", "fetch", "script", …
    double wall = 0;   ///< seconds since 1970
    double sent = 0;   ///< DevTools' own clock, in seconds
    double done = 0;
    Value request{};
    Value response{};
    Value headers{};  ///< of the response as it came over the wire
    Value body{};
    std::string failure{};
  };
  void take_event(const Value& message, const ReadBody& read_body);
  void send(const std::string& id, const Value& parameters);
  void finish(Exchange& exchange, const std::string& id, const ReadBody& read_body);
  static Value entry(const Exchange& exchange);

  std::vector<std::string> order_{};
  std::map<std::string, Exchange> exchanges_{};
  Value failures_ = Value::array();
};

}  // namespace gonogo
