// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "emulator/base/clock.h"
#include "emulator/base/result.h"
#include "emulator/base/value.h"
#include "emulator/io/http.h"

namespace gonogo {

/// One session of a W3C WebDriver, and what Chrome's own driver can beside.
///
/// Errors: `browser-lost` when the driver does not answer any more, `page-hangs` when only the page
/// does not; what the driver refuses has the driver's own code with `browser-` before it
/// (`browser-no-such-element`, …).
class WebDriver {
 public:
  WebDriver(std::unique_ptr<HttpClient> http, std::uint16_t port);

  /// Begins the session with these capabilities (of `alwaysMatch`).
  Result<Done> begin(const Value& capabilities, Milliseconds timeout);
  /// Asks the session: "POST", "/url", {…}. A POST without a body sends {}.
  Result<Value> ask(const std::string& method, const std::string& path, const Value& body,
                    Milliseconds timeout);
  /// A command of Chrome's DevTools protocol.
  Result<Value> command(const std::string& name, const Value& parameters, Milliseconds timeout);
  /// Runs a function's body in the page; an element comes back as the driver's reference.
  Result<Value> run(const std::string& script, Value arguments, Milliseconds timeout);

  /// Where an element's requests go: "/element/<id>".
  static std::string path_of(const Value& element);

 private:
  Result<Value> send(const std::string& method, const std::string& path, const Value& body,
                     Milliseconds timeout);
  Error silence(const Error& error);

  std::unique_ptr<HttpClient> http_;
  std::string driver_;   ///< "http://127.0.0.1:PORT"
  std::string session_;  ///< "/session/ID"
};

}  // namespace gonogo
